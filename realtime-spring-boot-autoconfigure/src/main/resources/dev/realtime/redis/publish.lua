-- Appends events to the log and hands them to all nodes, in one atomic step.
--
-- ARGV[1]  how long an idempotency key is remembered, in milliseconds (0: not at all)
-- ARGV[2]  of how many topics the last offset is remembered
-- then for each event:
--   topic, type, timestamp (milliseconds since 1970), id of the client's message or '',
--   idempotency key or '', how many events of the topic are kept (0: none, -1: the event is
--   ephemeral), how long they are kept in milliseconds, payload (JSON)
-- then, if any of the events carries a trace, one text, for each that does: its number, from 1 (2
--   bytes), the length of its trace context (2 bytes), its trace context
--
-- Returns for each event its position, as in "k3x9qa.10482"; '' if it is ephemeral; or '!' and
-- why it was not published.
local FIELDS = 8
-- version, offset, prev, expires, epoch, timestamp, type, id, payload; texts but the last with their length
local FRAME = '>BI8I8I8Bc0I8I2c0I2c0c0'
-- the same, and before the payload a trace context
local TRACED = '>BI8I8I8Bc0I8I2c0I2c0I2c0c0'
-- How many arguments unpack may safely make of a table; Redis's Lua allows some 8,000.
local UNPACKED = 1000
local window = ARGV[1]
local known = tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local first = top
local receipts = {}

local events = math.floor((#ARGV - 2) / FIELDS)
local traces = {}
local at = (#ARGV - 2) % FIELDS == 1 and 1 or math.huge
while at < #ARGV[#ARGV] do
  local n, trace
  n, trace, at = struct.unpack('>I2I2c0', ARGV[#ARGV], at)
  traces[n] = trace
end

local function pack(offset, prev, expires, timestamp, type, id, trace, payload)
  if trace then
    return struct.pack(TRACED, 2, offset, prev, expires, #epoch, epoch, timestamp, #type, type, #id, id, #trace, trace, payload)
  end
  return struct.pack(FRAME, 1, offset, prev, expires, #epoch, epoch, timestamp, #type, type, #id, id, payload)
end

-- Taken before anything is appended, so that no offset is ever given twice.
redis.call('HSET', KEYS[1], 'o', top + events)

-- The topics whose log grows, and which of the events is the last of each.
local topics = {}
local final = {}
for n = 1, events do
  local topic, keep = ARGV[3 + (n - 1) * FIELDS], ARGV[8 + (n - 1) * FIELDS]
  if keep ~= '-1' then
    if not final[topic] then
      topics[#topics + 1] = topic
    end
    final[topic] = n
  end
end
local lasts = {}
for from = 1, #topics, UNPACKED do
  local to = math.min(#topics, from + UNPACKED - 1)
  local scores = redis.call('ZMSCORE', tops, unpack(topics, from, to))
  for i = from, to do
    lasts[topics[i]] = tonumber(scores[i - from + 1] or floor)
  end
end

-- Logs that were not trimmed with the last event that was appended to them.
local untrimmed = {}
local expiries = {}
for n = 1, events do
  local topic, type, timestamp, id, key, keep, age, payload = unpack(ARGV, 3 + (n - 1) * FIELDS, 2 + n * FIELDS)
  local channel = prefix .. 'topic:' .. topic
  local earlier = key ~= '' and redis.call('GET', prefix .. 'once:' .. key)
  if earlier then
    receipts[n] = earlier
  elseif keep == '-1' then
    redis.call('PUBLISH', channel, pack(0, 0, 0, timestamp, type, id, traces[n], payload))
    receipts[n] = ''
  else
    local offset = top + 1
    local frame = pack(offset, lasts[topic], now + age, timestamp, type, id, traces[n], payload)
    local trims = final[topic] == n
    local added = true
    if keep ~= '0' and trims then
      added = redis.pcall('XADD', log .. topic, 'MAXLEN', '=', keep, offset .. '-0', 'f', frame)
    elseif keep ~= '0' then
      added = redis.pcall('XADD', log .. topic, offset .. '-0', 'f', frame)
    end
    if added ~= true and added.err then
      receipts[n] = '!' .. added.err
    else
      top = offset
      lasts[topic] = offset
      if keep ~= '0' then
        expiries[topic] = age
        untrimmed[topic] = not trims and keep or nil
      end
      receipts[n] = epoch .. '.' .. offset
      if key ~= '' and window ~= '0' then
        redis.call('SET', prefix .. 'once:' .. key, receipts[n], 'PX', window)
      end
      redis.call('PUBLISH', channel, frame)
    end
  end
end

if top ~= first + events then
  redis.call('HSET', KEYS[1], 'o', top)
end
local entries = {}
for i, topic in ipairs(topics) do
  if lasts[topic] > first then
    entries[#entries + 1] = lasts[topic]
    entries[#entries + 1] = topic
  end
  if #entries >= UNPACKED or (i == #topics and #entries > 0) then
    redis.call('ZADD', tops, unpack(entries))
    entries = {}
  end
end
for topic, keep in pairs(untrimmed) do
  redis.call('XTRIM', log .. topic, 'MAXLEN', '=', keep)
end
for topic, age in pairs(expiries) do
  redis.call('PEXPIRE', log .. topic, age)
end
local over = redis.call('ZCARD', tops) - 1 - known
if over > 0 then
  local forgotten = redis.call('ZRANGE', tops, over - 1, over - 1, 'WITHSCORES')
  redis.call('HSET', KEYS[1], 'f', forgotten[2])
  redis.call('ZREMRANGEBYRANK', tops, 0, over - 1)
end
return receipts
