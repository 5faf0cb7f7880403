package telemetry

import (
	"encoding/json"
	"net/http"
	"time"
)

// stateEvery is the time between two states on a stream.
const stateEvery = time.Second

// live is a stream of server-sent events: samples, and the state once a second.
func (s *Server) live(w http.ResponseWriter, r *http.Request) {
	samples, leave, ok := s.o.Live.subscribe(s.o.Streams)
	if !ok {
		w.Header().Set("Retry-After", "10")
		s.refuse(w, "streams", http.StatusServiceUnavailable, "too many pages are open", "close one of them")
		return
	}
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream")
	out := stream{w: w, control: http.NewResponseController(w)}
	_ = out.control.SetReadDeadline(time.Time{}) // the request is read; the answer has no end
	tick := time.NewTicker(stateEvery)
	defer tick.Stop()
	for ok := s.sendState(&out); ok; {
		select {
		case b := <-samples:
			ok = out.send("sample", b)
		case <-tick.C:
			ok = s.sendState(&out)
		case <-r.Context().Done():
			return
		}
	}
}

func (s *Server) sendState(out *stream) bool {
	b, err := json.Marshal(s.o.Service.State())
	return err == nil && out.send("state", b)
}

// stream writes events; a reader who does not take one in time is left.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	buffer  []byte
}

func (s *stream) send(event string, data []byte) bool {
	b := append(s.buffer[:0], "event: "...)
	b = append(append(b, event...), "\ndata: "...)
	b = append(append(b, data...), "\n\n"...)
	s.buffer = b
	_ = s.control.SetWriteDeadline(time.Now().Add(requestTime)) // a writer without deadlines has none to keep
	if _, err := s.w.Write(b); err != nil {
		return false
	}
	return s.control.Flush() == nil
}
