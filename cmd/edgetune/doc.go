// Command edgetune trains small networks, fine-tunes them where they work, and
// says what that costs.
//
//	edgetune demo
//	edgetune train --data DIR --out FILE
//	edgetune tune  --model FILE --data DIR
//
// One command is one file here; commands.go lists them. What they compute lives in
// internal/trial: this package reads flags and writes tables.
package main
