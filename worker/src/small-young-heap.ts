// Imported first, before anything allocates. GramJS's cipher makes two small objects for every 16 bytes, and V8 answers by
// growing the space for young objects to some 60 MiB, which it never gives back: 189 MiB resident before the first byte was
// streamed, 131 MiB with this, for a few per cent of CPU. Flags on the command line would do the same, but then every way
// to start the worker would have to know them. https://nodejs.org/api/v8.html#v8setflagsfromstringflags
import { setFlagsFromString } from 'node:v8'

setFlagsFromString('--semi-space-growth-factor=1')
