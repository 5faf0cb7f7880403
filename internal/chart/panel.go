//go:build plot

package chart

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Panel is one diagram.
type Panel struct {
	Title, X, Y string
	LogX        bool // all X are positive
	TopLegend   bool
	Lines       []Line
}

// Line is one curve. Points that are not finite are left out. Mark is the place of
// the point that gets a dot; -1: none.
type Line struct {
	Name string
	X, Y []float64
	Mark int
}

// colours can be told apart with colour-blind eyes (Okabe and Ito, 2008).
var colours = []color.RGBA{
	{0x00, 0x72, 0xb2, 255},
	{0xd5, 0x5e, 0x00, 255},
	{0x00, 0x9e, 0x73, 255},
	{0xcc, 0x79, 0xa7, 255},
	{0xe6, 0x9f, 0x00, 255},
	{0x56, 0xb4, 0xe9, 255},
	{0x99, 0x99, 0x99, 255},
	{0x00, 0x00, 0x00, 255},
	{0x8b, 0x45, 0x13, 255},
}

func (p *Panel) plot() (*plot.Plot, error) {
	d := plot.New()
	d.Title.Text, d.X.Label.Text, d.Y.Label.Text = p.Title, p.X, p.Y
	d.Legend.ThumbnailWidth = vg.Points(16)
	d.Legend.Padding, d.Legend.Top = vg.Points(1), p.TopLegend
	if p.LogX {
		d.X.Scale, d.X.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	}
	d.Add(plotter.NewGrid())
	for i, l := range p.Lines {
		if err := l.addTo(d, colours[i%len(colours)]); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (l *Line) addTo(d *plot.Plot, c color.Color) error {
	points := l.points(0, len(l.X))
	if len(points) == 0 {
		return nil
	}
	line, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	line.Color, line.Width = c, vg.Points(1.2)
	d.Add(line)
	d.Legend.Add(l.Name, line)
	if l.Mark < 0 || l.Mark >= len(l.X) {
		return nil
	}
	dot, err := plotter.NewScatter(l.points(l.Mark, l.Mark+1))
	if err != nil {
		return nil // its value is not finite
	}
	dot.Color, dot.Radius, dot.Shape = c, vg.Points(3), draw.CircleGlyph{}
	d.Add(dot)
	return nil
}

func (l *Line) points(from, to int) plotter.XYs {
	var all plotter.XYs
	for i := from; i < to; i++ {
		if v := l.X[i] + l.Y[i]; !math.IsNaN(v) && !math.IsInf(v, 0) {
			all = append(all, plotter.XY{X: l.X[i], Y: l.Y[i]})
		}
	}
	return all
}
