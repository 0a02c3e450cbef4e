-- Take entries off the stream; one that another process took off already counts no more.
-- KEYS: the stream, the size of the stream. ARGV: for each entry, its id and its bytes.
for place = 1, #ARGV, 2 do
    if redis.call('XDEL', KEYS[1], ARGV[place]) == 1 then
        redis.call('DECRBY', KEYS[2], ARGV[place + 1])
    end
end
