package setup

import (
	"context"
	"math"
	"strconv"
	"time"

	"edgetune/sensors"
)

// paced gives out what was recorded at the pace of its own times, or faster.
type paced struct {
	sensors.Source
	speed float64
	start time.Time
	first int64
	begun bool
	timer *time.Timer
}

// pace returns src, in step with its times for an option speed above 0.
func (v *values) pace(src sensors.Source) (sensors.Source, error) {
	speed, err := strconv.ParseFloat(v.text("speed"), 64)
	if err != nil || !(speed >= 0 && speed <= 1e6) {
		v.fail("speed", "0 for as fast as possible, 1 for its own pace, or a factor up to 1e6")
		_ = src.Close()
		return nil, v.err
	}
	if speed == 0 {
		return src, nil
	}
	p := &paced{Source: src, speed: speed, timer: time.NewTimer(time.Hour)}
	p.timer.Stop()
	return p, nil
}

// paced is pace for what choose returns.
func (v *values) paced(src sensors.Source, err error) (sensors.Source, error) {
	if err != nil {
		return nil, err
	}
	return v.pace(src)
}

// Read implements sensors.Source: it waits until the sample is due. Where times go back, the
// pace starts anew. After the first sample it allocates nothing.
func (p *paced) Read(ctx context.Context, s *sensors.Sample) error {
	if err := p.Source.Read(ctx, s); err != nil {
		return err
	}
	if !p.begun || s.Time < p.first {
		p.begun, p.first, p.start = true, s.Time, time.Now()
	}
	due := min(float64(s.Time-p.first)/p.speed, math.MaxInt64/2)
	left := time.Duration(due) - time.Since(p.start)
	if left <= 0 {
		return nil
	}
	p.timer.Reset(left)
	select {
	case <-p.timer.C:
		return nil
	case <-ctx.Done():
		p.timer.Stop()
		return ctx.Err()
	}
}
