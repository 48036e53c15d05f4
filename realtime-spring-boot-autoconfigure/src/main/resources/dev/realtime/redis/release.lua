-- Gives places back. One that is not there is no error.
--
-- ARGV[1]  the node
-- then for each place: user (encoded), connection id
--
-- Returns how many there were.
local found = 0
for i = 2, #ARGV, 2 do
  local places, order = keys(ARGV[i])
  local member = ARGV[1] .. '/' .. ARGV[i + 1]
  found = found + redis.call('ZREM', places, member)
  redis.call('ZREM', order, member)
  redis.call('DEL', prefix .. 'taken:' .. member)
end
return found
