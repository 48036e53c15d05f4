-- Counts what a client missed, for those who may have missed more than is replayed.
--
-- ARGV[1]  up to how many to count
-- then for each topic: topic, offset to count after
--
-- Returns how many events the topics have after those offsets, at most ARGV[1] and one more.
local limit = tonumber(ARGV[1])
local missed = 0
for i = 2, #ARGV, 2 do
  if missed <= limit then
    missed = missed + #redis.call('XRANGE', log .. ARGV[i], '(' .. ARGV[i + 1] .. '-0', '+', 'COUNT',
        string.format('%.0f', limit + 1 - missed))
  end
end
return missed
