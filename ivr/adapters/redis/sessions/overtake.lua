-- Correct a call whose record is ahead of its session: the call is over, or at a later turn. KEYS: call. ARGV: call SID, 1 if
-- it is over, the turn that was read ('' for a call that is not stored), and the queues in whose lines it was seen.
-- A call that has advanced since it was read is not changed.
local sid, over, turn = unpack(ARGV, 1, 3)
if (redis.call('HGET', KEYS[1], 'turn') or '') ~= turn then return 0 end
if #ARGV > 3 then redis.call('SADD', 'wismo:holds:' .. sid, unpack(ARGV, 4)) end
if over == '1' then release(sid) else leave_lines(sid) end
return 1
