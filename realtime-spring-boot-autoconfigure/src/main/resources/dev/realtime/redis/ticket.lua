-- Keeps a ticket. Nothing fences it: what Redis loses is asked for again.
--
-- KEYS[1]  the log's "meta" key; the ticket's key is named after it
-- ARGV[1]  the ticket's digest
-- ARGV[2]  what it stands for
-- ARGV[3]  how long it is kept, in milliseconds
--
-- Returns 1.
local prefix = string.sub(KEYS[1], 1, -5)
redis.call('SET', prefix .. 'ticket:' .. ARGV[1], ARGV[2], 'PX', ARGV[3])
return 1
