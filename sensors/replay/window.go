package replay

import "edgetune/sensors"

// Len returns the number of rows of all splits.
func (f *Folder) Len() int { return f.x.shape[0] }

// Layout returns the layout of one row.
func (f *Folder) Layout() sensors.Layout { return f.geometry.layout }

// Rows returns the rows of a split in stream order. The slice belongs to f.
func (f *Folder) Rows(s Split) []int32 { return f.rows[s] }

// Split returns the split of row i.
func (f *Folder) Split(i int) Split { return Split(f.split[i]) }

// Label returns what y says about row i. Its Values belong to f.
func (f *Folder) Label(i int) sensors.Label { return f.labels.at(i) }

// Classes returns the number of classes, 0 for a regression.
func (f *Folder) Classes() int { return f.labels.classes }

// Targets returns the number of targets of a regression, 0 for other tasks.
func (f *Folder) Targets() int { return f.labels.targets }

// SameRun reports whether rows i and j belong to one recording: nothing that
// meta.json lists under runs differs, nor the split.
func (f *Folder) SameRun(i, j int) bool {
	if f.split[i] != f.split[j] {
		return false
	}
	for _, a := range f.runs {
		if !a.sameRow(i, j) {
			return false
		}
	}
	return true
}

// Window writes row i in physical units to dst, planar [channel × height × time],
// and returns how many of its steps are valid; steps behind those are zero. It
// allocates nothing.
func (f *Folder) Window(i int, dst []float32) int {
	g := &f.geometry
	l := g.layout
	valid := l.Steps
	if f.length != nil {
		valid = int(f.length[i])
	}
	scale := f.scale
	if f.perRow {
		scale = f.scale[i*l.Channels:]
	}
	first := i * g.rowLength
	for c := range l.Channels {
		for y := range l.Height {
			line := dst[(c*l.Height+y)*l.Steps:][:l.Steps]
			f.line(line[:valid], first+c*g.strideC+y*g.strideY, scale[c])
			clear(line[valid:])
		}
	}
	return valid
}

// line writes the values from element at on, one step apart, to dst.
func (f *Folder) line(dst []float32, at int, scale float32) {
	size := f.x.dtype.size
	step := f.geometry.strideT * size
	p := at * size
	for t := range dst {
		dst[t] = float32(f.x.dtype.value(f.x.data[p:])) * scale
		p += step
	}
}
