-- Counts a user's connections on other nodes, and closes them if there is a reason to.
--
-- ARGV[1]  the user, encoded
-- ARGV[2]  this node
-- ARGV[3]  why they are to be closed, '' if they are not
-- ARGV[4]  how long the lease is, in milliseconds
--
-- Returns how many there are, or were.
local user, reason, lease = ARGV[1], ARGV[3], tonumber(ARGV[4])
local places, order = keys(user)
local found = 0
for _, member in ipairs(redis.call('ZRANGEBYSCORE', places, '(' .. now, '+inf')) do
  if split(member) ~= ARGV[2] then
    found = found + 1
    if reason ~= '' then
      redis.call('ZREM', places, member)
      redis.call('ZREM', order, member)
      taken(member, reason, lease)
      tell(user, member, reason)
    end
  end
end
return found
