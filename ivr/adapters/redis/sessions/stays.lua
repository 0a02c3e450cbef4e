-- A caller is heard waiting for a queue, until a turn: they wait nowhere else, and if they were taken out of the line, and
-- nobody tells their story any more, they are back in it. A call that is over, or went on meanwhile, is left alone.
-- KEYS: call, seen. ARGV: call SID, queue, turn, time. Gives how many come before them, or nothing.
local call, seen = unpack(KEYS)
local sid, queue, turn, now = unpack(ARGV)
local ended, stored = unpack(redis.call('HMGET', call, 'ended', 'turn'))
if ended or (stored and tonumber(stored) > tonumber(turn)) then return false end
redis.call('ZADD', seen, 'XX', now, sid)
leave_lines(sid, queue)
if redis.call('EXISTS', 'wismo:offered:' .. sid) == 0 then put_back(queue, sid) end
return redis.call('ZRANK', 'wismo:line:' .. queue, sid)
