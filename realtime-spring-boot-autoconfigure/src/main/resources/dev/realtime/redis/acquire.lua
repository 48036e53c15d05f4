-- Takes a place for a connection.
--
-- ARGV[1]  the user, encoded
-- ARGV[2]  the node
-- ARGV[3]  the connection's id, new
-- ARGV[4]  how many places there are
-- ARGV[5]  what happens when all are taken: "close" the oldest or "reject" this one
-- ARGV[6]  how long the lease is, in milliseconds
--
-- Returns { 0 } if it was refused, else { 1, its order, and the ids of connections of this node that
-- have to be closed }. Other nodes are told which of theirs.
local user, node, max, lease = ARGV[1], ARGV[2], tonumber(ARGV[4]), tonumber(ARGV[6])
local places, order = keys(user)
sweep(places, order)
local surplus = count(places) + 1 - max
if surplus > 0 and ARGV[5] == 'reject' then
  return { 0 }
end
local place = newest(order)
local reply = { 1, place }
while surplus > 0 do
  local oldest = redis.call('ZPOPMIN', order)[1]
  local had = oldest and redis.call('ZREM', places, oldest) == 1
  if not oldest then
    -- The order was lost.
    oldest = redis.call('ZPOPMIN', places)[1]
    had = true
  end
  if had then
    surplus = surplus - 1
    taken(oldest, 'replaced', lease)
    local owner, id = split(oldest)
    if owner == node then
      reply[#reply + 1] = id
    else
      tell(user, oldest, 'replaced')
    end
  end
end
give(places, order, node .. '/' .. ARGV[3], place, lease)
keep(places, order, lease)
return reply
