package replay

import (
	"fmt"
	"strings"

	"edgetune/sensors"
)

// geometry says where a value [channel, y, time] lies in a row as it is stored.
type geometry struct {
	layout    sensors.Layout
	channel   int // position of the channel axis in a row, -1 without one
	strideC   int // elements from one channel to the next
	strideY   int
	strideT   int
	rowLength int // elements of a row
}

// newGeometry gives each axis of X after the row a meaning by its name: "time" or
// "x" is a step, "y" the height of an image, and one other name the channel.
func newGeometry(axes []string, shape []int, rate float64) (geometry, error) {
	g := geometry{layout: sensors.Layout{Height: 1, Steps: 1, Channels: 1, Rate: rate}, channel: -1}
	if len(axes) == 0 || axes[0] != "row" {
		return g, fmt.Errorf("axes %v: the first one must be \"row\"", axes)
	}
	if len(axes) != len(shape) {
		return g, fmt.Errorf("axes %v: X has %d axes, shape %v; name each one", axes, len(shape), shape)
	}
	seen := map[string]bool{}
	stride := 1
	for i := len(axes) - 1; i > 0; i-- {
		kind := axisKind(axes[i])
		if seen[kind] {
			return g, fmt.Errorf("axes %v: two of them are %s; use the names row, y, x or time, and one for the channels", axes, kind)
		}
		seen[kind] = true
		switch kind {
		case "a step":
			g.layout.Steps, g.strideT = shape[i], stride
		case "the height":
			g.layout.Height, g.strideY = shape[i], stride
		default:
			g.layout.Channels, g.strideC, g.channel = shape[i], stride, i-1
		}
		stride *= shape[i]
	}
	g.rowLength = stride
	return g, g.layout.Check()
}

func axisKind(name string) string {
	switch strings.ToLower(name) {
	case "time", "x", "step", "sample", "frame":
		return "a step"
	case "y":
		return "the height"
	}
	return "the channel"
}

// choose returns the elements of a stored row that belong to the channels, in the
// order of the stored axes, and the geometry of rows that hold just those.
func (g geometry) choose(channels []int, shape []int) ([]int, geometry) {
	inner := 1 // elements of one channel that lie together
	for _, n := range shape[g.channel+2:] {
		inner *= n
	}
	outer := g.rowLength / (inner * g.layout.Channels)
	var keep []int
	for o := range outer {
		for _, c := range channels {
			for i := range inner {
				keep = append(keep, (o*g.layout.Channels+c)*inner+i)
			}
		}
	}
	old, n := inner*g.layout.Channels, inner*len(channels)
	for _, s := range []*int{&g.strideY, &g.strideT} { // axes outside the channel's shrink with it
		if *s >= old {
			*s = *s / old * n
		}
	}
	g.layout.Channels = len(channels)
	g.rowLength = len(keep)
	return keep, g
}
