package microphone

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"

	"edgetune/sensors"
	"edgetune/sensors/pace"
)

// Conf says which microphone to read.
type Conf struct {
	Device   string   // of ALSA, as `arecord -L` lists them; empty is "default"
	Rate     float64  // Hz; 0 takes 16000
	Channels []string // names, one for each channel of the card; nil is one, "mono"
	Bits     int      // 16 or 32, as many as the card has; 0 is 16
	Program  string   // empty is "arecord"
}

// The bounds of a [Conf].
const (
	maxChannels = 32
	maxRate     = 384000
)

// Source reads a microphone.
type Source struct {
	conf  Conf
	info  sensors.Info
	frame int // bytes

	rec     *recorder // nil while arecord does not run
	buf     []byte
	held    int // bytes in buf
	next    int // the next byte to hand out
	clock   *pace.Clock
	at      float64 // ns: time of the next frame, since base
	base    int64
	period  float64
	wait    time.Duration // before the next start
	started time.Time     // of the program's clock
	stats   pace.Stats
	run     int
	gap     bool
}

var _ sensors.Source = (*Source)(nil)

// The wait before arecord is started again.
const (
	firstWait   = 250 * time.Millisecond
	longestWait = 10 * time.Second
)

// Open starts arecord, so that a missing program is told at once.
func Open(c Conf) (*Source, error) {
	if c.Device == "" {
		c.Device = "default"
	}
	if c.Program == "" {
		c.Program = "arecord"
	}
	if c.Rate == 0 {
		c.Rate = 16000
	}
	if c.Bits == 0 {
		c.Bits = 16
	}
	if c.Channels == nil {
		c.Channels = []string{"mono"}
	}
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("sensors/microphone: %w", err)
	}
	s := &Source{conf: c, frame: len(c.Channels) * c.Bits / 8, started: time.Now(), clock: pace.NewClock(c.Rate)}
	s.info = sensors.Info{
		Layout:   sensors.Layout{Height: 1, Steps: 1, Channels: len(c.Channels), Rate: c.Rate},
		Channels: c.Channels, Units: slices.Repeat([]string{"FS"}, len(c.Channels)),
	}
	s.buf = make([]byte, s.frame*max(int(c.Rate/50), 64)) // 20 ms
	s.base = s.started.UnixNano()
	var err error
	s.rec, err = start(c)
	return s, err
}

func (c Conf) check() error {
	switch {
	case len(c.Channels) < 1 || len(c.Channels) > maxChannels:
		return fmt.Errorf("%d channels; give 1 to %d", len(c.Channels), maxChannels)
	case c.Bits != 16 && c.Bits != 32:
		return fmt.Errorf("%d bits; give 16 or 32", c.Bits)
	case !(c.Rate >= 1000 && c.Rate <= maxRate) || c.Rate != math.Floor(c.Rate):
		return fmt.Errorf("rate %g Hz; give a whole number from 1000 to %d", c.Rate, maxRate)
	case len(c.Device) > 256:
		return fmt.Errorf("device %.40q; `arecord -L` lists the names", c.Device)
	}
	return nil
}

// Info implements sensors.Source.
func (s *Source) Info() sensors.Info { return s.info }

// Stats returns how many frames were read and how often the card lost some.
func (s *Source) Stats() pace.Stats { return s.stats }

// Read implements sensors.Source. It allocates nothing while arecord runs.
func (s *Source) Read(ctx context.Context, dst *sensors.Sample) error {
	for s.held-s.next < s.frame {
		if err := s.fill(ctx); err != nil {
			return err
		}
	}
	size := s.conf.Bits / 8
	for i := range s.conf.Channels {
		p := s.buf[s.next+i*size:]
		if size == 2 {
			dst.Values[i] = float32(int16(binary.LittleEndian.Uint16(p))) / (1 << 15)
		} else {
			dst.Values[i] = float32(int32(binary.LittleEndian.Uint32(p))) / (1 << 31)
		}
	}
	s.next += s.frame
	dst.Time, dst.Length, dst.Label = s.base+int64(s.at), 1, sensors.Label{}
	s.at += s.period
	if s.gap {
		s.run, s.gap = s.run+1, false
	}
	dst.Run = s.run
	s.stats.Samples++
	return nil
}

// fill waits for more sound, and starts arecord where it does not run.
func (s *Source) fill(ctx context.Context) error {
	if s.rec == nil {
		if err := s.again(ctx); err != nil {
			return err
		}
	}
	s.held = copy(s.buf, s.buf[s.next:s.held])
	s.next = 0
	n, err := s.rec.read(ctx, s.buf[s.held:])
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		err = s.rec.stop(s.conf, err)
		s.rec, s.held, s.gap = nil, 0, s.stats.Samples > 0
		s.clock.Reset()
		return err
	}
	s.wait = 0
	s.mark(n)
	return nil
}

// mark gives times to n bytes that came just now.
func (s *Source) mark(n int) {
	s.held += n
	if lost := s.rec.overruns(); lost > 0 {
		s.stats.AddLost(lost)
		s.gap = s.stats.Samples > 0
		s.clock.Reset()
		s.drop()
	}
	whole := s.held / s.frame
	if whole == 0 {
		return
	}
	first, period := s.clock.Burst(int64(time.Since(s.started)), whole)
	s.at, s.period = max(float64(first), s.at), period
}

// drop throws away the whole frames that have come and those that wait in the pipe: one of
// them follows what the card lost, and nobody knows which.
func (s *Source) drop() {
	for dropped := 0; dropped < pipeSize; {
		rest := s.held % s.frame
		dropped += s.held - rest
		s.held = copy(s.buf, s.buf[s.held-rest:s.held])
		n := s.rec.waiting(s.buf[s.held:])
		if n == 0 {
			return
		}
		s.held += n
	}
}

// again starts arecord after a wait that doubles.
func (s *Source) again(ctx context.Context) (err error) {
	wait := s.wait
	s.wait = min(max(2*s.wait, firstWait), longestWait)
	if wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	s.rec, err = start(s.conf)
	return err
}

// Close implements sensors.Source: it ends arecord.
func (s *Source) Close() error {
	if s.rec != nil {
		s.rec.kill()
		s.rec = nil
	}
	return nil
}
