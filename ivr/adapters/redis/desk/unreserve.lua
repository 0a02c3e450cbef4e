-- Return the caller of a room to the former place, unless the caller is offered to somebody else. Preceded by release.lua.
-- ARGV: queue, call SID, name of the room.
local offered = 'wismo:offered:' .. ARGV[2]
if (redis.call('GET', offered) or ARGV[3]) ~= ARGV[3] then return 0 end
redis.call('DEL', offered)
put_back(ARGV[1], ARGV[2])
return 1
