package setup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"edgetune/sensors"
	"edgetune/sensors/pace"
)

// chosen is some channels of a source, in an order of its own.
type chosen struct {
	src    sensors.Source
	info   sensors.Info
	pick   []int
	sample sensors.Sample
}

// choose returns src with the given channels alone, src itself for none. It closes src
// when a name is unknown.
func choose(src sensors.Source, names []string) (sensors.Source, error) {
	info := src.Info()
	if len(names) == 0 || slices.Equal(names, info.Channels) {
		return src, nil
	}
	c := &chosen{src: src, info: info}
	c.info.Channels, c.info.Units = nil, nil
	for _, n := range names {
		i := slices.Index(info.Channels, n)
		if i < 0 {
			_ = src.Close()
			return nil, fmt.Errorf("no channel %q; use some of %s", n, strings.Join(info.Channels, ", "))
		}
		c.pick = append(c.pick, i)
		c.info.Channels = append(c.info.Channels, n)
		if i < len(info.Units) {
			c.info.Units = append(c.info.Units, info.Units[i])
		}
	}
	c.info.Layout.Channels = len(c.pick)
	c.sample.Values = make([]float32, info.Layout.Len())
	return c, nil
}

// Info implements sensors.Source.
func (c *chosen) Info() sensors.Info { return c.info }

// Stats returns jitter and lost samples of the source, nothing where it has none.
func (c *chosen) Stats() pace.Stats {
	if s, ok := c.src.(interface{ Stats() pace.Stats }); ok {
		return s.Stats()
	}
	return pace.Stats{}
}

// Read implements sensors.Source. It allocates nothing.
func (c *chosen) Read(ctx context.Context, dst *sensors.Sample) error {
	if err := c.src.Read(ctx, &c.sample); err != nil {
		return err
	}
	plane := c.info.Layout.Height * c.info.Layout.Steps
	for k, i := range c.pick {
		copy(dst.Values[k*plane:][:plane], c.sample.Values[i*plane:])
	}
	dst.Time, dst.Length, dst.Run, dst.Label = c.sample.Time, c.sample.Length, c.sample.Run, c.sample.Label
	return nil
}

// Close implements sensors.Source.
func (c *chosen) Close() error { return c.src.Close() }
