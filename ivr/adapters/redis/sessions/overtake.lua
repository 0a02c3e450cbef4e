-- More is known of a call than its session knows: that it is over, or a later turn. KEYS: call. ARGV: call SID, whether it is
-- over, the turn that was read ('' for a call that is not stored), and queues in whose lines it was seen.
-- A call that went on since it was read is left alone.
local sid, over, turn = unpack(ARGV, 1, 3)
if (redis.call('HGET', KEYS[1], 'turn') or '') ~= turn then return 0 end
if #ARGV > 3 then redis.call('SADD', 'wismo:holds:' .. sid, unpack(ARGV, 4)) end
if over == '1' then release(sid) else leave_lines(sid) end
return 1
