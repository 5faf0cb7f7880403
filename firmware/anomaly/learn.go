package anomaly

import "slices"

// learn fits both views to the early rows, and finds the edge of normal.
func (d *Detector) learn() {
	rows := make([]float64, len(d.early))
	for i, v := range d.early {
		rows[i] = float64(v)
	}
	d.dist.learn(d.features(rows))
	d.auto.learn(rows)
	d.calibrate()
}

// features returns those of all early rows.
func (d *Detector) features(rows []float64) []float64 {
	d.past.clear()
	out := make([]float64, 0, featuresOf*len(rows))
	for at := 0; at < len(rows); at += d.channels {
		out = append(out, d.past.add(rows[at:at+d.channels])...)
	}
	return out
}

// calibrate lets the early rows pass once more: the next one continues from there.
func (d *Detector) calibrate() {
	d.past.clear()
	d.auto.clear()
	skip := min(warmUp, d.fit*warmUp/DefaultFit)
	xs, rs := make([]float64, 0, d.fit), make([]float64, 0, d.fit)
	for i := range d.fit {
		copy(d.last, d.early[i*d.channels:])
		x, r := d.views()
		if i >= skip {
			xs, rs = append(xs, x), append(rs, r)
		}
	}
	d.dist.edge, d.auto.edge = quantile(xs, edge), quantile(rs, edge)
}

// quantile sorts x and interpolates between its two nearest values.
func quantile(x []float64, q float64) float64 {
	slices.Sort(x)
	at := float64(q * float64(len(x)-1))
	i := int(at)
	if i+1 >= len(x) {
		return x[len(x)-1]
	}
	return x[i] + float64((at-float64(i))*(x[i+1]-x[i]))
}
