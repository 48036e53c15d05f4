-- Sends a node a sign that what was published before has arrived.
--
-- ARGV[1]  the node's own channel
-- ARGV[2]  what the node knows the probe by
--
-- The node hears "probe <ARGV[2]> <epoch> <top>".
redis.call('PUBLISH', ARGV[1], 'probe ' .. ARGV[2] .. ' ' .. epoch .. ' ' .. string.format('%.0f', top))
return 'OK'
