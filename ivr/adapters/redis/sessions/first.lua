-- Have a waiting caller be served next, before all others in line. Preceded by release.lua. ARGV: call SID. Returns 1 if the
-- caller stands in a line.
for _, queue in ipairs(redis.call('SMEMBERS', 'wismo:holds:' .. ARGV[1])) do
  local line = 'wismo:line:' .. queue
  if redis.call('ZSCORE', line, ARGV[1]) then
    local head = redis.call('ZRANGE', line, 0, 0, 'WITHSCORES')
    if head[1] ~= ARGV[1] then redis.call('ZADD', line, tonumber(head[2]) - 1, ARGV[1]) end
    return 1
  end
end
return 0
