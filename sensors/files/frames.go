package files

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"edgetune/sensors"
)

// frames reads sound: one value for each channel, again and again, scaled so that full
// scale is 1.
type frames struct {
	r      *bufio.Reader
	format wavFormat
	pick   []int // channels to deliver
	frame  []byte
	info   sensors.Info
	count  int64
	closer io.Closer
}

var _ sensors.Source = (*frames)(nil)

// newPCM reads frames without a header.
func newPCM(r io.Reader, c io.Closer, format string, o Options) (sensors.Source, error) {
	f := wavFormat{tag: tagPCM, channels: len(o.Channels), rate: int(o.Rate), bits: 16}
	switch format {
	case "s16le":
	case "f32le":
		f.tag, f.bits = tagFloat, 32
	default:
		return nil, fmt.Errorf("format %q; use s16le or f32le", format)
	}
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("%w (frames without a header need channels and rate)", err)
	}
	return newFrames(r, c, f, o, true)
}

// newFrames reads frames of a format; where they come raw, o names all their channels.
func newFrames(r io.Reader, c io.Closer, f wavFormat, o Options, raw bool) (sensors.Source, error) {
	s := &frames{r: bufio.NewReaderSize(r, 1<<14), format: f, closer: c}
	s.frame = make([]byte, f.channels*f.bits/8)
	names := channelNames(f.channels)
	if raw {
		names = o.Channels
	}
	s.info.Layout = sensors.Layout{Height: 1, Steps: 1, Rate: float64(f.rate)}
	for _, n := range orNames(o.Channels, names) {
		i := slices.Index(names, n)
		if i < 0 {
			return nil, missing("channel", n, names)
		}
		s.pick = append(s.pick, i)
		s.info.Channels = append(s.info.Channels, n)
		s.info.Units = append(s.info.Units, "FS")
	}
	s.info.Layout.Channels = len(s.pick)
	if len(o.Units) == len(s.pick) {
		s.info.Units = o.Units
	}
	return s, s.info.Layout.Check()
}

func orNames(a, b []string) []string {
	if len(a) > 0 {
		return a
	}
	return b
}

func channelNames(n int) (names []string) {
	switch n {
	case 1:
		return []string{"mono"}
	case 2:
		return []string{"left", "right"}
	}
	for i := range n {
		names = append(names, fmt.Sprintf("ch%d", i))
	}
	return names
}

// Info implements sensors.Source.
func (s *frames) Info() sensors.Info { return s.info }

// Read implements sensors.Source; a frame that is cut off ends the source. It allocates
// nothing.
func (s *frames) Read(ctx context.Context, dst *sensors.Sample) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := io.ReadFull(s.r, s.frame); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return io.EOF
		}
		return fmt.Errorf("sensors/files: frame %d: %w", s.count, err)
	}
	size := s.format.bits / 8
	for k, i := range s.pick {
		v := s.format.value(s.frame[i*size:])
		if !(math.Abs(float64(v)) <= math.MaxFloat32) {
			return fmt.Errorf("sensors/files: frame %d: %w", s.count, ErrMissing)
		}
		dst.Values[k] = v
	}
	dst.Time = int64(math.Round(float64(s.count) * (1e9 / s.info.Layout.Rate)))
	dst.Length, dst.Run, dst.Label = 1, 0, sensors.Label{}
	s.count++
	return nil
}

// value decodes one value: 8 bits are unsigned, more are signed with the low byte first.
func (f *wavFormat) value(p []byte) float32 {
	if f.tag == tagFloat {
		return math.Float32frombits(binary.LittleEndian.Uint32(p))
	}
	switch f.bits {
	case 8:
		return float32(int(p[0])-128) / (1 << 7)
	case 16:
		return float32(int16(binary.LittleEndian.Uint16(p))) / (1 << 15)
	case 24:
		return float32((int32(p[2])<<24|int32(p[1])<<16|int32(p[0])<<8)>>8) / (1 << 23)
	}
	return float32(int32(binary.LittleEndian.Uint32(p))) / (1 << 31)
}

// Close implements sensors.Source.
func (s *frames) Close() error {
	if s.closer == nil {
		return nil
	}
	return s.closer.Close()
}
