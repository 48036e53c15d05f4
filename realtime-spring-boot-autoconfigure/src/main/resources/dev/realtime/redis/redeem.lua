-- Takes a ticket out, for the one who asks first.
--
-- KEYS[1]  the log's "meta" key; the ticket's key is named after it
-- ARGV[1]  the ticket's digest
--
-- Returns what it stands for, or nothing.
local prefix = string.sub(KEYS[1], 1, -5)
return redis.call('GETDEL', prefix .. 'ticket:' .. ARGV[1])
