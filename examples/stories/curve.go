//go:build plot

package main

import "edgetune/internal/chart"

// span is how many windows a point of a curve is a mean of.
const span = 100

// curve is how often a net was right.
type curve struct {
	name  string
	at    []float64
	right []int // in all, up to each point
	asked []int
}

// add takes a few answers, the last of them about window n.
func (c *curve) add(n, right, asked int) {
	if asked == 0 {
		return
	}
	if k := len(c.at); k > 0 {
		right, asked = right+c.right[k-1], asked+c.asked[k-1]
	}
	c.at, c.right, c.asked = append(c.at, float64(n)), append(c.right, right), append(c.asked, asked)
}

// line is the mean over the last windows, from where there are a few.
func (c *curve) line() chart.Line {
	l := chart.Line{Name: c.name, Mark: -1}
	first := 0
	for i := range c.at {
		for c.asked[i]-c.asked[first] > span {
			first++
		}
		if n := c.asked[i] - c.asked[first]; n >= span/5 {
			l.X, l.Y = append(l.X, c.at[i]), append(l.Y, float64(c.right[i]-c.right[first])/float64(n))
		}
	}
	return l
}
