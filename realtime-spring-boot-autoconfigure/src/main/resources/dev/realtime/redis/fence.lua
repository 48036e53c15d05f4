-- Every other script but bootstrap.lua begins with this. It lets a script run only where the
-- log was opened: on a primary whose replication id is the generation that the log notes. A
-- node fills in the generation that it knows; who only publishes may leave it empty.
--
-- KEYS[1]  the log's "meta" key; the other keys are named after it
local generation = ''

local prefix = string.sub(KEYS[1], 1, -5)
local state = redis.call('HMGET', KEYS[1], 'g', 'e', 'o', 'f', 'l')
local replication = redis.call('INFO', 'replication')
if not state[1] or not string.find(replication, 'master_replid:' .. state[1], 1, true)
    or not string.find(replication, 'role:master', 1, true)
    or (generation ~= '' and generation ~= state[1]) then
  return redis.error_reply('STALE The log was not opened on this primary: run bootstrap.lua')
end
local epoch = state[2]
local top = tonumber(state[3])
local floor = tonumber(state[4])
local log = prefix .. 'log:' .. state[5] .. ':'
local tops = prefix .. 'tops'
-- The table of the topics' last offsets was lost: any topic may have had an event up to the top.
if not redis.call('ZSCORE', tops, '') then
  floor = top
  redis.call('HSET', KEYS[1], 'f', floor)
  redis.call('ZADD', tops, '+inf', '')
end
