//go:build plot

package chart

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Size of a panel.
const (
	width  = 14 * vg.Centimeter
	height = 10 * vg.Centimeter
)

// canvas is a drawing that can be written.
type canvas interface {
	vg.CanvasSizer
	io.WriterTo
}

// Save draws panels from left to right into path, whose ending, .svg or .png, says
// what it becomes.
func Save(path string, panels ...Panel) error {
	c, err := newCanvas(path, vg.Length(len(panels))*width, height)
	if err != nil {
		return err
	}
	if err := fill(draw.New(c), panels); err != nil {
		return fmt.Errorf("chart: %w", err)
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("chart: %w", err)
	}
	if _, err := c.WriteTo(f); err != nil {
		f.Close()
		return fmt.Errorf("chart: %s: %w", path, err)
	}
	return f.Close()
}

func newCanvas(path string, w, h vg.Length) (canvas, error) {
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".svg":
		return vgsvg.New(w, h), nil
	case ".png":
		return vgimg.PngCanvas{Canvas: vgimg.New(w, h)}, nil
	default:
		return nil, fmt.Errorf("chart: %s: ending %q; name a file .svg or .png", path, ext)
	}
}

func fill(c draw.Canvas, panels []Panel) error {
	row := make([]*plot.Plot, len(panels))
	for i := range panels {
		var err error
		if row[i], err = panels[i].plot(); err != nil {
			return err
		}
	}
	tiles := draw.Tiles{Rows: 1, Cols: len(panels), PadX: vg.Millimeter * 4, PadTop: vg.Millimeter * 2, PadRight: vg.Millimeter * 4}
	for i, p := range plot.Align([][]*plot.Plot{row}, tiles, c)[0] {
		row[i].Draw(p)
	}
	return nil
}
