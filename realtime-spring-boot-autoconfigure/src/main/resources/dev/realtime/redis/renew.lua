-- Renews the leases of a node's places, and gives it back those that Redis has lost.
--
-- ARGV[1]  the node
-- ARGV[2]  how long the lease is, in milliseconds
-- then for each place, those of a user one after the other and the older ones first:
--   user (encoded), connection id, order ('' if it never had one)
--
-- Returns, for each place that was taken away meanwhile, which one it is (counted from 1) and why.
local node, lease = ARGV[1], tonumber(ARGV[2])
local lost = {}
for i = 3, #ARGV, 3 do
  local user, member = ARGV[i], node .. '/' .. ARGV[i + 1]
  local places, order = keys(user)
  if redis.call('ZSCORE', places, member) then
    redis.call('ZADD', places, now + lease, member)
  else
    local reason = redis.call('GET', prefix .. 'taken:' .. member)
    if reason then
      lost[#lost + 1] = i / 3
      lost[#lost + 1] = reason
    else
      give(places, order, member, ARGV[i + 2] ~= '' and ARGV[i + 2] or newest(order), lease)
    end
  end
  if ARGV[i + 3] ~= user then
    keep(places, order, lease)
  end
end
return lost
