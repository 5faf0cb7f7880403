// Package files reads samples that another program writes: CSV, JSON lines and WAV, from
// a file or from standard input.
//
//	"data.csv", "-" -> Open  -> columns or keys -> sensors.Source
//	io.Reader       -> CSV, JSONLines, WAV, PCM /
//
// Start with [Open]. Columns with the names of [Options] hold the time, the label and
// the run; all others are channels. A source delivers samples as they come and does not
// wait for their time.
//
// A row of CSV or JSON costs a few allocations; a frame of WAV none. A microphone is
// `arecord -t wav - |` in front of standard input. Limits: lines up to 1 MiB, the channels
// are those of the first row, and a Read that waits for another program does not see its
// context end.
package files
