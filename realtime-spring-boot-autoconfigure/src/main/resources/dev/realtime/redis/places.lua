-- The scripts that count users' places begin with this. Nothing fences them: what they count is
-- renewed from the nodes' own memory, on whatever primary there is.
--
-- KEYS[1]  the log's "meta" key; the other keys are named after it
--
-- A place is a member "<node>/<connection id>" of two sorted sets of its user: "places", whose score
-- is when its lease ends (milliseconds since 1970), and "order", whose score tells older from newer.
-- Only the first one counts. A place that was taken away leaves the key "taken:<member>", which
-- holds the reason, so that its node can tell a place that was taken from one that Redis lost.
local prefix = string.sub(KEYS[1], 1, -5)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function keys(user)
  return prefix .. 'places:' .. user, prefix .. 'order:' .. user
end

local function split(member)
  return string.match(member, '^(.*)/([^/]*)$')
end

-- Forgets what belongs to nodes that do not renew it any more.
local function sweep(places, order)
  local ended = redis.call('ZRANGEBYSCORE', places, '-inf', now, 'LIMIT', 0, 1000)
  if #ended > 0 then
    redis.call('ZREM', places, unpack(ended))
    redis.call('ZREM', order, unpack(ended))
  end
end

local function count(places)
  return redis.call('ZCOUNT', places, '(' .. now, '+inf')
end

-- Newer than all that have an order, even if the clock went backwards.
local function newest(order)
  local last = redis.call('ZRANGE', order, -1, -1, 'WITHSCORES')[2]
  return string.format('%.0f', math.max(time[1] * 1000000 + time[2], last and tonumber(last) + 1 or 0))
end

local function give(places, order, member, place, lease)
  redis.call('ZADD', places, now + lease, member)
  redis.call('ZADD', order, place, member)
end

local function keep(places, order, lease)
  redis.call('PEXPIRE', places, 2 * lease)
  redis.call('PEXPIRE', order, 2 * lease)
end

-- Whoever takes a place away has removed it from "places".
local function taken(member, reason, lease)
  redis.call('SET', prefix .. 'taken:' .. member, reason, 'PX', 2 * lease)
end

local function tell(user, member, reason)
  local node, id = split(member)
  redis.call('PUBLISH', prefix .. 'node:' .. node, 'close ' .. reason .. ' ' .. user .. ' ' .. id)
end
