package nn

// temperature flattens teacher and net before they are compared, so that small
// probabilities count (Hinton, Vinyals, Dean, arXiv 1503.02531, section 2).
const temperature = 2

// teacher pulls samples towards the logits that another net gave for them: the
// loss grows by T^2 times the divergence of the net's softmax(z/T) from the
// teacher's, averaged over the samples that have a teacher, times a weight.
type teacher struct {
	width  int
	weight float
	logits Tensor // [batch x width]
	has    Tensor // [batch], 0 or 1
	row    Tensor // [width]
}

func (t *teacher) plan(p *Planner, batch, width int) {
	t.width, t.weight = width, 1
	p.Given(&t.logits, "teacher", Shape{batch, width}, F32)
	p.Given(&t.has, "taught", Shape{batch}, Int32)
	p.Buffer(&t.row, "teacher row", Shape{width}, F32, At(p.nodes))
}

// Teach implements Batch.
func (b rowsOf) Teach(i int, logits []float) {
	h, ok := b.m.head.(*softmaxHead)
	if !ok || !h.taught {
		return
	}
	h.teacher.has.i32[i] = 0
	if logits != nil {
		h.teacher.has.i32[i] = 1
		copy(h.teacher.logits.f32[i*h.width:(i+1)*h.width], logits)
	}
}

// TeacherWeight sets how much teachers count in the following steps; at first 1.
func (m *Model) TeacherWeight(w float) {
	if h, ok := m.head.(*softmaxHead); ok {
		h.teacher.weight = w
	}
}

// pull adds to grad [rows x width] and returns the loss.
func (t *teacher) pull(s *Pass, grad []float, rows int, scale float) float {
	n := 0
	for _, has := range t.has.i32[:rows] {
		n += int(has)
	}
	var total float
	for i, has := range t.has.i32[:rows] {
		if has == 0 {
			continue
		}
		lo, hi := i*t.width, (i+1)*t.width
		z := t.row.f32
		copy(z, s.Y.Read(s.K, lo, hi, z))
		total += divergence(z, t.logits.f32[lo:hi], grad[lo:hi], t.weight*scale/float(n))
	}
	return t.weight * total / float(max(n, 1))
}

// divergence returns T^2 KL(softmax(q/T) || softmax(z/T)) and adds its gradient by
// z, times scale, to grad.
func divergence(z, q, grad []float, scale float) float {
	zTop, zSum := softened(z)
	qTop, qSum := softened(q)
	between := log(zSum) - log(qSum)
	var kl float
	for i, v := range z {
		a, b := float((v-zTop)/temperature), float((q[i]-qTop)/temperature)
		p, want := exp(a)/zSum, exp(b)/qSum
		kl += float(want * (b - a + between))
		grad[i] += float(float(temperature*scale) * (p - want))
	}
	return temperature * temperature * kl
}

// softened returns the largest logit and the sum of exp((z-top)/T).
func softened(z []float) (top, sum float) {
	top = z[0]
	for _, v := range z {
		top = max(top, v)
	}
	for _, v := range z {
		sum += exp(float((v - top) / temperature))
	}
	return top, sum
}
