-- Confirm that a caller waits for a queue: the call leaves all other lines, and returns to this one if it was taken out of it
-- but is no longer offered to an agent. A call that is over, or past the turn, is not changed.
-- KEYS: call, seen. ARGV: call SID, queue, turn, time. Returns the number of callers ahead, or nil.
local call, seen = unpack(KEYS)
local sid, queue, turn, now = unpack(ARGV)
local ended, stored = unpack(redis.call('HMGET', call, 'ended', 'turn'))
if ended or (stored and tonumber(stored) > tonumber(turn)) then return false end
redis.call('ZADD', seen, 'XX', now, sid)
leave_lines(sid, queue)
if redis.call('EXISTS', 'wismo:offered:' .. sid) == 0 then put_back(queue, sid) end
return redis.call('ZRANK', 'wismo:line:' .. queue, sid)
