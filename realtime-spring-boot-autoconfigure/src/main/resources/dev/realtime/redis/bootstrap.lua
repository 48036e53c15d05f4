-- Opens the log on the primary that it runs on. Continues it where this is the primary it was opened
-- on before; closes the epoch and begins the next where it is another one, or the same one with data
-- of which nobody knows how old they are; begins a new log where there is none.
--
-- KEYS[1]  the log's "meta" key
-- ARGV[1]  the next epoch, if there is to be one: 8 random characters of [a-z0-9]
-- ARGV[2]  the next log id, if there is to be one: random
-- ARGV[3]  the application's name
--
-- Returns { generation, epoch, name of the application that began the log }.
local MAX_EPOCHS = 128
local prefix = string.sub(KEYS[1], 1, -5)
local replication = redis.call('INFO', 'replication')
if not string.find(replication, 'role:master', 1, true) then
  return redis.error_reply('READONLY This is not a primary')
end
local generation = string.match(replication, 'master_replid:(%x+)')
local state = redis.call('HMGET', KEYS[1], 'g', 'e', 'o', 'f', 'l', 'a')
if not (state[1] and state[2] and state[3] and state[4] and state[5]) then
  redis.call('DEL', KEYS[1], prefix .. 'epochs', prefix .. 'tops')
  redis.call('HSET', KEYS[1], 'g', generation, 'e', ARGV[1], 'o', 0, 'f', 0, 'l', ARGV[2], 'a', ARGV[3])
  redis.call('ZADD', prefix .. 'tops', '+inf', '')
  return { generation, ARGV[1], ARGV[3] }
end
if state[1] ~= generation then
  local epochs = prefix .. 'epochs'
  redis.call('HSET', epochs, state[2], state[3])
  if redis.call('HLEN', epochs) > MAX_EPOCHS then
    local all = redis.call('HGETALL', epochs)
    local oldest = 1
    for i = 3, #all, 2 do
      if tonumber(all[i + 1]) < tonumber(all[oldest + 1]) then
        oldest = i
      end
    end
    redis.call('HDEL', epochs, all[oldest])
  end
  redis.call('HSET', KEYS[1], 'g', generation, 'e', ARGV[1])
  state[2] = ARGV[1]
end
return { generation, state[2], state[6] or '' }
