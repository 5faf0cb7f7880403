package iio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"time"

	"edgetune/sensors"
	"edgetune/sensors/internal/attr"
	"edgetune/sensors/pace"
)

// Buffered reads the samples that the kernel collects in its buffer. A gap of more than
// one and a half periods between two time stamps counts as lost samples and begins a new
// Run.
type Buffered struct {
	device   Device
	elements []element
	info     sensors.Info
	file     *os.File
	scan     int    // bytes of a scan
	buf      []byte // several scans
	held     int    // bytes in buf
	next     int    // the next byte to hand out
	last     int64  // time of the last sample
	stats    pace.Stats
	run      int
}

var _ sensors.Source = (*Buffered)(nil)

// wake is how often a read that waits for the kernel looks at its context.
const wake = 100 * time.Millisecond

func openBuffered(d Device, c Conf) (sensors.Source, error) {
	if !d.Buffered {
		return nil, fmt.Errorf("no buffer; read it polled")
	}
	all, err := d.elements()
	if err != nil {
		return nil, err
	}
	chosen, channels, err := chooseElements(all, c.Channels)
	if err != nil {
		return nil, err
	}
	s := &Buffered{device: d, elements: chosen, scan: layOut(chosen)}
	if err := s.start(all, c); err != nil {
		return nil, err
	}
	s.info = info(channels, d.rate(Conf{}))
	s.buf = make([]byte, 64*s.scan)
	if s.file, err = os.Open(d.node); err != nil {
		_ = s.stop()
		return nil, fmt.Errorf("%w; run as root, or give the group access with a udev rule", err)
	}
	return s, nil
}

// chooseElements returns the elements to store, in the kernel's order, with the time
// stamp where there is one, and the channels in the order of Values.
func chooseElements(all []element, names []string) ([]element, []Channel, error) {
	var have []Channel
	for _, e := range all {
		if e.Name != timestamp {
			have = append(have, e.Channel)
		}
	}
	channels, err := choose(have, names)
	if err != nil {
		return nil, nil, err
	}
	var list []element
	for _, e := range all {
		e.to = indexOf(channels, e.Name)
		if e.to >= 0 || e.Name == timestamp {
			list = append(list, e)
		}
	}
	return list, channels, nil
}

// start sets the buffer up and lets it run.
func (s *Buffered) start(all []element, c Conf) error {
	if err := s.stop(); err != nil {
		return err
	}
	if err := s.device.enable(all, s.elements); err != nil {
		return err
	}
	if c.Trigger != "" {
		if err := attr.Write(filepath.Join(s.device.dir, "trigger", "current_trigger"), c.Trigger); err != nil {
			return err
		}
	}
	rate := s.device.rate(c)
	length := c.Length
	if length == 0 {
		length = max(16, int(math.Ceil(rate)))
	}
	if err := attr.Write(s.device.buffer("length"), fmt.Sprint(length)); err != nil {
		return err
	}
	if err := attr.Write(s.device.buffer("enable"), "1"); err != nil {
		return fmt.Errorf("%w; this device may need a trigger, see /sys/bus/iio/devices/trigger*/name", err)
	}
	return nil
}

func (s *Buffered) stop() error { return attr.Write(s.device.buffer("enable"), "0") }

func (d Device) buffer(name string) string { return filepath.Join(d.dir, "buffer", name) }

// Info implements sensors.Source.
func (s *Buffered) Info() sensors.Info { return s.info }

// Stats returns how many samples came and how many the kernel lost.
func (s *Buffered) Stats() pace.Stats { return s.stats }

// Read implements sensors.Source.
func (s *Buffered) Read(ctx context.Context, dst *sensors.Sample) error {
	for s.held-s.next < s.scan {
		if err := s.fill(ctx); err != nil {
			return err
		}
	}
	p := s.buf[s.next : s.next+s.scan]
	s.next += s.scan
	stamp := time.Now().UnixNano()
	for _, e := range s.elements {
		v := e.format.value(p[e.offset:])
		if e.to >= 0 {
			dst.Values[e.to] = e.convert(float64(v))
		} else {
			stamp = v
		}
	}
	s.count(stamp)
	dst.Time, dst.Length, dst.Run, dst.Label = stamp, 1, s.run, sensors.Label{}
	return nil
}

// fill moves the rest to the front and waits for more.
func (s *Buffered) fill(ctx context.Context) error {
	s.held = copy(s.buf, s.buf[s.next:s.held])
	s.next = 0
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		_ = s.file.SetReadDeadline(time.Now().Add(wake)) // what cannot wait has no deadline either
		n, err := s.file.Read(s.buf[s.held:])
		s.held += n
		switch {
		case n > 0:
			return nil
		case errors.Is(err, os.ErrDeadlineExceeded):
		case errors.Is(err, io.EOF):
			return io.EOF
		case err != nil:
			return fmt.Errorf("sensors/iio: %s (%s): %w", s.device.ID, s.device.Name, err)
		}
	}
}

// count looks for a gap before a sample.
func (s *Buffered) count(stamp int64) {
	s.stats.Samples++
	if rate := s.info.Layout.Rate; s.last != 0 && rate > 0 {
		periods := float64(stamp-s.last) * rate / 1e9
		if periods > 1.5 {
			s.stats.AddLost(int(math.Round(periods)) - 1)
			s.run++
		}
	}
	s.last = stamp
}

// Close implements sensors.Source: it stops the buffer.
func (s *Buffered) Close() error {
	err := s.file.Close()
	if e := s.stop(); err == nil && e != nil {
		err = fmt.Errorf("sensors/iio: %s (%s): %w", s.device.ID, s.device.Name, e)
	}
	return err
}
