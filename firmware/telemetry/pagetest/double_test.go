package pagetest

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"edgetune/firmware/telemetry/page"
)

// object is a piece of JSON.
type object = map[string]any

// double stands for the service where a test needs a state that no real one gets
// into on demand: hostile names, nothing known, gone and back again.
type double struct {
	t      *testing.T
	server *httptest.Server

	mu    sync.Mutex
	state object
	posts []object // what arrived, with its path
	mute  int      // how often the streams fell silent
	code  int      // answer to everything under api/, where not 0
}

func newDouble(t *testing.T, state object) *double {
	d := &double{t: t, state: state}
	d.server = d.listen("127.0.0.1:0")
	t.Cleanup(func() { d.stop() })
	return d
}

func (d *double) listen(address string) *httptest.Server {
	l, err := net.Listen("tcp", address)
	require.NoError(d.t, err)
	mux := http.NewServeMux()
	mux.Handle("/", page.Handler())
	mux.HandleFunc("GET /api/state", d.serveState)
	mux.HandleFunc("GET /api/live", d.serveLive)
	mux.HandleFunc("POST /api/{what}", d.servePost)
	s := &httptest.Server{Listener: l, Config: &http.Server{Handler: mux}}
	s.Start()
	return s
}

func (d *double) stop() {
	d.server.CloseClientConnections()
	d.server.Close()
}

// restart comes back at the same address.
func (d *double) restart() { d.server = d.listen(d.server.Listener.Addr().String()) }

// set changes some fields of the state.
func (d *double) set(fields object) {
	d.mu.Lock()
	defer d.mu.Unlock()
	next := object{}
	for _, m := range []object{d.state, fields} {
		for k, v := range m {
			next[k] = v
		}
	}
	d.state = next
}

func (d *double) now() object {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state
}

// refuse answers every request with a code, 0 for none.
func (d *double) refuse(code int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.code = code
}

// refuses answers where it should.
func (d *double) refuses(w http.ResponseWriter) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.code != 0 {
		w.WriteHeader(d.code)
		fmt.Fprint(w, `{"error":"it <b>cannot</b>","hint":"wait"}`)
	}
	return d.code != 0
}

func (d *double) serveState(w http.ResponseWriter, _ *http.Request) {
	if d.refuses(w) {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(d.now())
}

// silence makes the streams that are open say nothing more, as a cut line does.
func (d *double) silence() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mute++
}

func (d *double) silenced() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.mute
}

// serveLive sends 20 samples and 2 states a second.
func (d *double) serveLive(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for i, was := 0, d.silenced(); ; i++ {
		if d.silenced() != was {
			<-r.Context().Done()
			return
		}
		channels, _ := d.now()["channels"].([]string)
		v := make([]float64, len(channels))
		for c := range v {
			v[c] = float64((i + 7*c) % 40)
		}
		send(w, "sample", object{"t": float64(i) / 20, "v": v})
		if i%10 == 0 {
			send(w, "state", d.now())
		}
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
		}
	}
}

func send(w http.ResponseWriter, event string, data object) {
	text, _ := json.Marshal(data)
	fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, text)
	w.(http.Flusher).Flush()
}

func (d *double) servePost(w http.ResponseWriter, r *http.Request) {
	if d.refuses(w) {
		return
	}
	body := object{}
	if json.NewDecoder(r.Body).Decode(&body) != nil || r.Header.Get("Content-Type") != "application/json" {
		http.Error(w, `{"error":"not JSON"}`, http.StatusBadRequest)
		return
	}
	body["path"] = r.PathValue("what")
	d.mu.Lock()
	d.posts = append(d.posts, body)
	d.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if body["path"] == "label" {
		w.WriteHeader(http.StatusAccepted)
	}
	json.NewEncoder(w).Encode(object{"generation": 9})
}

// got waits for the next request that is not looked at yet.
func (d *double) got() (body object) {
	require.Eventually(d.t, func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		if len(d.posts) == 0 {
			return false
		}
		body, d.posts = d.posts[0], d.posts[1:]
		return true
	}, 5*time.Second, 10*time.Millisecond, "no request arrived")
	return body
}

// waiting counts the requests that are not looked at yet.
func (d *double) waiting() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.posts)
}

// usual is a state with something in each field.
func usual() object {
	now := time.Now().UTC().Format(time.RFC3339)
	return object{
		"time": now, "version": "v1.2.3", "model": "har.safetensors", "rate_hz": 50,
		"classes": []string{"walking", "sitting", "stairs"}, "channels": []string{"ax", "ay", "az"}, "units": []string{"g", "g", "g"},
		"prediction": object{"window": 120, "class": 0, "name": "walking", "confidence": 0.87, "time": now},
		"anomaly":    object{"score": 0.2, "alarm": false}, "loss": 0.31, "accuracy": 0.9, "steps": 80, "windows": 120, "paused": false, "new_classes": 4,
		"rates":       []object{{"layer": "conv1", "rate": 0.001}, {"layer": "dense", "rate": 0.02}},
		"drift":       object{"count": 1, "last": now},
		"memory":      []object{{"name": "weights", "bytes": 40960}, {"name": "replay", "bytes": 262144}},
		"generations": []object{{"generation": 8, "time": now, "what": "promoted", "windows": 100, "steps": 70, "bytes": 300000, "verdict": "0.91 against 0.88"}, {"generation": 7, "time": now, "what": "start", "windows": 0, "steps": 0, "bytes": 300000}},
		"quarantine":  []object{{"time": now, "sensor": "imu", "channel": "ax", "reason": "stuck at one value", "count": 4}},
		"recent":      []object{{"window": 120, "time": now, "class": 0, "confidence": 0.87, "label": ""}, {"window": 119, "time": now, "class": 1, "confidence": 0.5, "label": ""}},
	}
}

// valued is that of a net which gives values.
func valued() object {
	s := usual()
	s["classes"], s["new_classes"], s["accuracy"], s["errors"] = []string{}, 0, nil, []float64{0.5, 20}
	s["targets"] = []object{{"name": "CO", "unit": "mg/m3"}, {"name": "NO2", "unit": "ug/m3"}}
	s["prediction"] = object{"window": 120, "values": []float64{2.134, 113}}
	s["recent"] = []object{{"window": 120, "values": []float64{2.134, 113}}, {"window": 119, "values": []float64{2, 110}}}
	return s
}
