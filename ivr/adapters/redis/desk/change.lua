-- Replace a value unless it was changed since it was read, and tell the record. KEYS: where the value is, the stream, the bell.
-- ARGV: field of a hash ('' for a string), the value that was read ('' for none), the new one, seconds for which a string is
-- kept, number of events kept, and the events. Returns 1 if the value was replaced.
local place, stream, bell = unpack(KEYS)
local field, was, new, seconds, events_kept = unpack(ARGV, 1, 5)
local is_hash = field ~= ''
local now = is_hash and redis.call('HGET', place, field) or (not is_hash and redis.call('GET', place))
if (now or '') ~= was then return 0 end
if is_hash then redis.call('HSET', place, field, new) else redis.call('SET', place, new, 'EX', seconds) end
for i = 6, #ARGV do redis.call('XADD', stream, 'MAXLEN', '~', events_kept, '*', 'event', ARGV[i]) end
redis.call('LPUSH', bell, 'changed')
redis.call('LTRIM', bell, 0, 9)
redis.call('EXPIRE', bell, 60)
return 1
