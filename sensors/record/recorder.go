package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"edgetune/sensors"
)

// Recorder writes one session into a folder.
type Recorder struct {
	dir      string
	log      *os.File
	contents *contents
	session  Session
	body     []byte
	frame    []byte
	synced   time.Time
	taken    int // windows of this session
}

// syncEvery is how much of a recording a power cut can take.
const syncEvery = 10 * time.Second

// maxBytes bounds the array of windows, which package replay reads into memory.
const maxBytes = math.MaxInt32

// Summary says what a folder holds.
type Summary struct {
	Windows  int            // of all sessions
	Taken    int            // of this one
	Sessions int            // with a window
	Classes  map[string]int // windows by class
	Splits   map[string]int // windows by split
}

// Open begins a session in a folder, which it makes where there is none. A folder with
// another kind of data, or other channels, is refused.
func Open(dir string, s Session) (*Recorder, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	r := &Recorder{dir: dir, session: s, synced: time.Now()}
	if err := r.open(); err != nil {
		return nil, fmt.Errorf("sensors/record: %s: %w", dir, err)
	}
	return r, nil
}

func (r *Recorder) open() error {
	if err := os.MkdirAll(r.dir, 0o755); err != nil {
		return err
	}
	path := filepath.Join(r.dir, "samples.log")
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		if _, err := os.Stat(filepath.Join(r.dir, "data.npz")); err == nil {
			return errors.New("a data folder that was not recorded here; record into another one")
		}
	}
	var err error
	if r.log, r.contents, err = openLog(path); err != nil {
		return err
	}
	if err := r.begin(); err != nil {
		_ = r.log.Close()
		return err
	}
	return nil
}

// begin writes the frame of the session.
func (r *Recorder) begin() error {
	body, err := json.Marshal(r.session)
	if err != nil {
		return err
	}
	body = append([]byte{sessionFrame}, body...)
	if len(r.contents.sessions) > 0 {
		if err := r.session.fits(r.contents.sessions[0]); err != nil {
			return err
		}
	}
	return r.write(body)
}

// write appends a frame to the log and to the contents.
func (r *Recorder) write(body []byte) error {
	r.frame = appendFrame(r.frame[:0], body)
	if _, err := r.log.Write(r.frame); err != nil {
		return err
	}
	if err := r.contents.take(body); err != nil {
		return err
	}
	r.contents.end += int64(len(r.frame))
	if now := time.Now(); now.Sub(r.synced) >= syncEvery {
		r.synced = now
		return r.log.Sync()
	}
	return nil
}

// Add stores a window: its values channel last, as a sensors.Pipeline without features gives.
func (r *Recorder) Add(w sensors.Window, values []float32) error {
	e := entry{from: w.From, to: w.To, run: int32(w.Run), class: -1}
	if w.Label.Kind == sensors.ClassLabel {
		e.class = int32(w.Label.Class)
	}
	if int64(len(r.contents.windows)+1)*int64(4*len(values)) > maxBytes {
		return fmt.Errorf("sensors/record: %s: the folder is full, %d windows; record into another one", r.dir, len(r.contents.windows))
	}
	r.body = appendWindow(r.body[:0], e, values)
	if err := r.write(r.body); err != nil {
		return fmt.Errorf("sensors/record: %s: %w", r.dir, err)
	}
	r.taken++
	return nil
}

// Taken returns the number of windows of this session.
func (r *Recorder) Taken() int { return r.taken }

// Record reads src until its end, the end of ctx, or most windows (0: all). Both ends are no
// error.
func (r *Recorder) Record(ctx context.Context, src sensors.Source, most int) error {
	s := &r.session
	p, err := sensors.NewPipeline(src, s.Window, s.Hop)
	if err != nil {
		return err
	}
	row := make([]float32, p.Len())
	for most == 0 || r.taken < most {
		w, err := p.Next(ctx, row)
		if errors.Is(err, io.EOF) || ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if len(s.Classes) > 0 && w.Label.Kind != sensors.ClassLabel {
			continue
		}
		if err := r.Add(w, row); err != nil {
			return err
		}
	}
	return nil
}

// Close makes data.npz and meta.json from all sessions and ends. When nothing was ever
// recorded it leaves no such files.
func (r *Recorder) Close() (Summary, error) {
	sum, err := r.finish()
	if e := r.log.Close(); err == nil {
		err = e
	}
	if err != nil {
		return sum, fmt.Errorf("sensors/record: %s: %w; the windows are safe in samples.log, record into the folder again to finish it", r.dir, err)
	}
	return sum, nil
}

func (r *Recorder) finish() (Summary, error) {
	if err := r.log.Sync(); err != nil {
		return Summary{}, err
	}
	f := newFolder(r.contents)
	sum := f.summary()
	sum.Taken = r.taken
	if len(f.rows) == 0 {
		return sum, nil
	}
	return sum, f.write(r.dir, r.log)
}

// classesOf returns the names of the classes of all sessions, in the order they came.
func (c *contents) classesOf() (names []string) {
	for _, s := range c.sessions {
		for _, n := range s.Classes {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	return names
}
