-- Takes one consistent look at the log.
--
-- ARGV[1]  how many events to return of each topic at most
-- ARGV[2]  how many epochs follow
-- then the epochs that are asked about, and for each topic: topic, offset to read after
--
-- Returns { epoch, top, now (milliseconds since 1970), the last valid offset of each epoch (-1 if it
-- is not known), and for each topic { its last offset (the floor if it is not known), how many of its
-- events are kept, frame, frame, ... } }.
local count = ARGV[1]
local epochs = tonumber(ARGV[2])
local time = redis.call('TIME')
local ends = {}
for i = 1, epochs do
  local asked = ARGV[2 + i]
  ends[i] = (asked == epoch) and top or tonumber(redis.call('HGET', prefix .. 'epochs', asked) or -1)
end
local topics = {}
for i = 3 + epochs, #ARGV, 2 do
  local topic, after = ARGV[i], tonumber(ARGV[i + 1])
  local last = tonumber(redis.call('ZSCORE', tops, topic) or floor)
  local found = { last, 0 }
  if last > after then
    found[2] = redis.call('XLEN', log .. topic)
    local entries = redis.call('XRANGE', log .. topic, '(' .. ARGV[i + 1] .. '-0', '+', 'COUNT', count)
    for n = 1, #entries do
      found[2 + n] = entries[n][2][2]
    end
  end
  topics[#topics + 1] = found
end
return { epoch, top, time[1] * 1000 + math.floor(time[2] / 1000), ends, topics }
