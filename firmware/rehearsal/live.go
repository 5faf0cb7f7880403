package rehearsal

import (
	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/nn"
	"edgetune/nn/quantise"
)

// Live builds the net that serves, of a model file and in the type of r.Build: as the file
// holds it, or quantised on the way. kept is what the file keeps, nil where it is nothing.
func (r Recipe) Live(file *bundle.File) (live firmware.Net, kept *bundle.Kept, err error) {
	if r.Build.DType.Integer() {
		o := quantise.Options{DType: r.Build.DType, Batch: firmware.RoundBatch}
		o.Learn, o.Seed, o.Kernels, o.Infer = r.Build.Learn, r.Build.Seed, r.Build.Kernels, true
		live, kept, err = file.Quantised(o, true)
	} else {
		live, kept, err = file.Build(r.Options(), true)
	}
	if err != nil {
		return nil, nil, err
	}
	return live, kept, nil
}

// Serving builds a copy of live that answers one window at a time.
func (r Recipe) Serving(live firmware.Net) (firmware.Net, error) {
	o := r.Options()
	o.Batch = 1
	return r.copyWith(o, live)
}

// copyOf builds a copy of a net that learns nothing.
func (r Recipe) copyOf(n firmware.Net) (firmware.Net, error) { return r.copyWith(r.Options(), n) }

func (r Recipe) copyWith(o nn.Options, n firmware.Net) (firmware.Net, error) {
	m, err := r.build(n.Form(), o)
	if err == nil {
		firmware.CopyTensors(m, n)
	}
	return m, err
}
