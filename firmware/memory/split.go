package memory

// Share is how a budget of bytes is divided.
type Share struct {
	Source, Stream Layout
	Coreset        int // windows of the source
	Room           int // of the stream
}

// enough windows of each class make a finer format worth its bytes.
const enough = 64

// Split divides budget bytes: half for at most available windows of the source,
// which have logits, the rest for the stream. l is the layout of a source window.
func Split(budget, available int, l Layout) Share {
	stream := l
	stream.Logits = 0
	s := Share{Source: l, Stream: stream}
	s.Coreset = min(available, budget/2/l.Bytes())
	s.Room = (budget - s.Coreset*l.Bytes()) / stream.Bytes()
	return s
}

// FormatFor chooses the format of windows in budget bytes: int8 where they then hold
// 64 windows of each class, else int4.
func FormatFor(budget int, l Layout) Format {
	l.Format = Int8
	if budget/l.Bytes() >= enough*l.groups() || l.Width == 1 {
		return Int8
	}
	return Int4
}
