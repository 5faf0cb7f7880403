package telemetry

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake is a service that remembers what it was asked for.
type fake struct {
	reasons []string
	refuse  error
	label   atomic.Pointer[Label]
	to      atomic.Uint64
	paused  atomic.Bool
}

func (f *fake) State() State {
	half := 0.5
	return State{
		Version: "v9", Classes: []string{"a"}, Loss: &half, Steps: 3, Paused: f.paused.Load(),
		Counters: []Counter{{`edgetune_x_total{why="y"}`, 2}},
	}
}

func (f *fake) Health() Health { return Health{Version: "v9", Generation: 4, Reasons: f.reasons} }

func (f *fake) Label(_ context.Context, l Label) (bool, error) {
	f.label.Store(&l)
	return l.Class == "durable", f.refuse
}

func (f *fake) Rollback(_ context.Context, to uint64) (uint64, error) {
	f.to.Store(to)
	return to + 10, f.refuse
}

func (f *fake) Pause(on bool) { f.paused.Store(on) }

// ask sends a request as a browser on this machine would; change may spoil it.
func ask(s *Server, method, path, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "127.0.0.1:8080"
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func newTest(f *fake, token string) *Server {
	return New(Options{Service: f, Live: &Live{}, Token: func() string { return token }, Hosts: []string{"pump.example"}})
}

func TestAPI(t *testing.T) {
	f := &fake{}
	s := newTest(f, "")
	w := ask(s, "GET", "/api/state", "", nil)
	require.Equal(t, 200, w.Code)
	var st map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &st))
	for _, key := range strings.Fields(`time version model classes channels units rate_hz prediction anomaly loss accuracy steps windows
		rates drift memory generations quarantine recent paused`) {
		assert.Contains(t, st, key)
	}
	assert.Nil(t, st["anomaly"])
	assert.Equal(t, "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'", w.Header().Get("Content-Security-Policy"))

	w = ask(s, "POST", "/api/label", `{"window": 7, "class": "a"}`, nil)
	assert.Equal(t, 202, w.Code)
	assert.Equal(t, uint64(7), *f.label.Load().Window)
	w = ask(s, "POST", "/api/rollback", `{"to": 3}`, nil)
	assert.JSONEq(t, `{"generation": 13}`, w.Body.String())
	w = ask(s, "POST", "/api/rollback", ``, nil)
	assert.JSONEq(t, `{"generation": 10}`, w.Body.String())
	ask(s, "POST", "/api/pause", ``, nil)
	assert.True(t, f.paused.Load())
	ask(s, "POST", "/api/resume", `{}`, nil)
	assert.False(t, f.paused.Load())

	w = ask(s, "GET", "/healthz", "", nil)
	assert.JSONEq(t, `{"status":"ok","version":"v9","generation":4,"steps":0}`, w.Body.String())
	f.reasons = []string{"no reading"}
	w = ask(s, "GET", "/healthz", "", nil)
	assert.Equal(t, 503, w.Code)
	assert.Contains(t, w.Body.String(), `"reasons":["no reading"]`)

	w = ask(s, "GET", "/metrics", "", nil)
	for _, line := range []string{"edgetune_healthy 0", "edgetune_steps_total 3", `edgetune_x_total{why="y"} 2`, "edgetune_loss 0.5", "process_resident_memory_bytes", "go_goroutines"} {
		assert.Contains(t, w.Body.String(), line)
	}
	w = ask(s, "GET", "/", "", nil)
	assert.Equal(t, 200, w.Code)
	assert.Contains(t, w.Body.String(), "<html")
	assert.Equal(t, 404, ask(s, "GET", "/secret", "", nil).Code)
	assert.Equal(t, 405, ask(s, "DELETE", "/api/state", "", nil).Code)
}

func TestRefuses(t *testing.T) {
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for _, c := range []struct {
		name, method, path, body string
		change                   func(*http.Request)
		want                     int
	}{
		{"rebound name", "GET", "/api/state", "", func(r *http.Request) { r.Host = "evil.example" }, 421},
		{"its own name", "GET", "/api/state", "", func(r *http.Request) { r.Host = "pump.example:80" }, 200},
		{"address", "GET", "/api/state", "", func(r *http.Request) { r.Host = "[fe80::1]:8080" }, 200},
		{"localhost", "GET", "/", "", func(r *http.Request) { r.Host = "localhost" }, 200},
		{"origin", "POST", "/api/pause", "{}", header("Origin", "https://evil.example"), 403},
		{"no origin", "POST", "/api/pause", "{}", header("Origin", "null"), 403},
		{"own origin", "POST", "/api/pause", "{}", header("Origin", "http://127.0.0.1:8080"), 200},
		{"other port", "POST", "/api/pause", "{}", header("Origin", "http://127.0.0.1:9"), 403},
		{"cross-site", "POST", "/api/pause", "{}", header("Sec-Fetch-Site", "cross-site"), 403},
		{"same site", "GET", "/api/state", "", header("Sec-Fetch-Site", "same-site"), 403},
		{"form", "POST", "/api/label", "class=a", header("Content-Type", "application/x-www-form-urlencoded"), 415},
		{"no type", "POST", "/api/label", "{}", func(r *http.Request) { r.Header.Del("Content-Type") }, 415},
		{"charset", "POST", "/api/label", `{"class":"a"}`, header("Content-Type", "application/json; charset=utf-8"), 202},
		{"long body", "POST", "/api/label", `{"class":"` + strings.Repeat("a", 5000) + `"}`, nil, 413},
		{"no JSON", "POST", "/api/label", `{`, nil, 400},
		{"unknown field", "POST", "/api/label", `{"klass":"a"}`, nil, 400},
		{"two objects", "POST", "/api/label", `{"class":"a"}{}`, nil, 400},
		{"negative window", "POST", "/api/label", `{"window":-1,"class":"a"}`, nil, 400},
		{"wide number", "POST", "/api/rollback", `{"to":1e99}`, nil, 400},
		{"read only", "GET", "/api/label", "", nil, 404},
		{"out of the tree", "GET", "/../../etc/passwd", "", nil, 307},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(newTest(&fake{}, ""), c.method, c.path, c.body, c.change)
			assert.Equal(t, c.want, w.Code, w.Body.String())
			if c.want != 307 {
				assert.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
			}
		})
	}
	click := func(r *http.Request) {
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Sec-Fetch-Mode", "navigate")
	}
	assert.Equal(t, 200, ask(newTest(&fake{}, ""), "GET", "/", "", click).Code, "a link to the page")
	assert.Equal(t, 403, ask(newTest(&fake{}, ""), "GET", "/api/state", "", click).Code)
}

func TestReasons(t *testing.T) {
	for _, c := range codes {
		w := ask(newTest(&fake{refuse: fmt.Errorf("a: %w", c.err)}, ""), "POST", "/api/label", `{"class":"a"}`, nil)
		assert.Equal(t, c.code, w.Code)
		assert.Contains(t, w.Body.String(), c.err.Error())
	}
}

func TestToken(t *testing.T) {
	const token = "0123456789abcdef"
	s := newTest(&fake{}, token)
	bearer := func(v string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", v) }
	}
	for _, path := range []string{"/", "/api/state", "/api/live", "/metrics", "/healthz", "/main.js"} {
		w := ask(s, "GET", path, "", nil)
		assert.Equal(t, 401, w.Code, path)
		assert.NotContains(t, w.Body.String(), token)
		assert.Contains(t, w.Body.String(), "http.token_file", "where it is")
	}
	assert.Equal(t, 200, ask(s, "GET", "/api/state", "", bearer("Bearer "+token)).Code)
	assert.Equal(t, 401, ask(s, "GET", "/api/state", "", bearer("Bearer "+token+"x")).Code)
	assert.Equal(t, 401, ask(s, "GET", "/api/state", "", bearer("Basic "+token)).Code)
	assert.Equal(t, 401, ask(s, "GET", "/login?token=wrong", "", nil).Code)
	w := ask(s, "GET", "/login?token="+token, "", nil)
	require.Equal(t, 303, w.Code)
	cookie := w.Result().Cookies()[0]
	assert.True(t, cookie.HttpOnly)
	assert.Equal(t, http.SameSiteStrictMode, cookie.SameSite)
	assert.NotContains(t, cookie.Value, token)
	assert.Equal(t, 200, ask(s, "GET", "/api/state", "", func(r *http.Request) { r.AddCookie(cookie) }).Code)
	cookie.Value = cookieOf("another")
	assert.Equal(t, 401, ask(s, "GET", "/api/state", "", func(r *http.Request) { r.AddCookie(cookie) }).Code)
}

// serve runs a server on loopback until the test ends.
func serve(t *testing.T, s *Server) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		cancel()
		require.NoError(t, <-done)
	})
	return l.Addr().String()
}

// TestLive follows a stream: the state, then samples; and the stream one too many is
// refused.
func TestLive(t *testing.T) {
	live := &Live{}
	s := New(Options{Service: &fake{}, Live: live, Streams: 1})
	address := serve(t, s)
	a, err := http.Get("http://" + address + "/api/live")
	require.NoError(t, err)
	defer a.Body.Close()
	assert.Equal(t, "text/event-stream", a.Header.Get("Content-Type"))
	lines := bufio.NewScanner(a.Body)
	next := func() string {
		for lines.Scan() {
			if line := lines.Text(); line != "" {
				return line
			}
		}
		return "end"
	}
	assert.Equal(t, "event: state", next())
	assert.Contains(t, next(), `"version":"v9"`)
	live.Sample(1.5, []float32{1, 2})
	assert.Equal(t, "event: sample", next())
	assert.Equal(t, `data: {"t":1.5,"v":[1,2]}`, next())
	again, err := http.Get("http://" + address + "/api/live")
	require.NoError(t, err)
	require.NoError(t, again.Body.Close())
	assert.Equal(t, 503, again.StatusCode)
	assert.Equal(t, "event: state", next(), "once a second")
}

// TestSlow: who does not finish a request is hung up on, and others are served
// meanwhile.
func TestSlow(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a timeout of five seconds")
	}
	address := serve(t, newTest(&fake{}, ""))
	c, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer c.Close()
	_, err = c.Write([]byte("GET /api/state HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "))
	require.NoError(t, err)
	a, err := http.Get("http://" + address + "/healthz")
	require.NoError(t, err)
	require.NoError(t, a.Body.Close())
	require.NoError(t, c.SetReadDeadline(time.Now().Add(headerTime+5*time.Second)))
	b := make([]byte, 1000)
	n, err := c.Read(b)
	if err == nil {
		assert.Contains(t, string(b[:n]), "400")
		_, err = c.Read(b)
	}
	require.Error(t, err)
	assert.NotErrorIs(t, err, context.DeadlineExceeded)
	large, err := http.NewRequest(http.MethodGet, "http://"+address+"/healthz", nil)
	require.NoError(t, err)
	large.Header.Set("X-Large", strings.Repeat("x", 1<<16))
	a, err = http.DefaultClient.Do(large)
	require.NoError(t, err)
	require.NoError(t, a.Body.Close())
	assert.Equal(t, 431, a.StatusCode)
}

// TestConns: connections beyond the most wait for a place.
func TestConns(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	few := limitConns(l, 1)
	for range 2 {
		c, err := net.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		defer c.Close()
	}
	first, err := few.Accept()
	require.NoError(t, err)
	second := make(chan error, 1)
	go func() {
		c, err := few.Accept()
		if err == nil {
			err = c.Close()
		}
		second <- err
	}()
	require.NoError(t, first.Close())
	require.NoError(t, <-second)
	require.NoError(t, few.Close())
	_, err = few.Accept()
	require.ErrorIs(t, err, net.ErrClosed)
}

func TestLoopback(t *testing.T) {
	for _, a := range []string{"127.0.0.1:80", "[::1]:80", "localhost:80", "127.9.9.9:1"} {
		assert.True(t, Loopback(a), a)
	}
	for _, a := range []string{"0.0.0.0:80", ":80", "[::]:80", "10.0.0.1:80", "example.org:80", "", "127.0.0.1.example.org:80"} {
		assert.False(t, Loopback(a), a)
	}
}

// TestDecimation: at most 20 samples a second, and no extreme is lost over two turns.
func TestDecimation(t *testing.T) {
	now := time.Unix(0, 0)
	l := &Live{Now: func() time.Time { return now }}
	l.Sample(0, []float32{9})
	c, leave, ok := l.subscribe(1)
	require.True(t, ok)
	defer leave()
	var got []string
	for i := range 1000 { // a second at 1 kHz
		now = now.Add(time.Millisecond)
		v := float32(i % 10)
		if i == 512 {
			v = 99
		}
		l.Sample(float64(i)/1000, []float32{v})
		select {
		case b := <-c:
			got = append(got, string(b))
		default:
		}
	}
	assert.LessOrEqual(t, len(got), 20)
	all := strings.Join(got, "")
	assert.Contains(t, all, "[0]")
	assert.Contains(t, all, "[9]")
	_, _, ok = l.subscribe(1)
	assert.False(t, ok)
}

func TestSampleWithoutNumbers(t *testing.T) {
	var zero float32
	assert.Equal(t, `{"t":0,"v":[null,null,1]}`, string(appendSample(nil, 0, []float32{zero / zero, 1 / zero, 1})))
}

// FuzzRequests: whatever is asked, the answer is one that the interface knows, and
// nothing reaches the service without the token.
func FuzzRequests(f *testing.F) {
	f.Add("POST", "/api/label", "127.0.0.1", "application/json", `{"window":1,"class":"a"}`, "Bearer x")
	f.Add("GET", "/login?token=%zz", "localhost", "", "", "")
	f.Add("POST", "/api/rollback", "[::1]:1", "application/json;a=b", `{"to":18446744073709551615}`, "")
	f.Fuzz(func(t *testing.T, method, path, host, kind, body, auth string) {
		q, err := http.NewRequest(method, "http://127.0.0.1"+path, strings.NewReader(body))
		if err != nil || strings.HasPrefix(q.URL.Path, "/api/live") {
			return
		}
		q.Host = host
		q.Header.Set("Content-Type", kind)
		q.Header.Set("Authorization", auth)
		service := &fake{}
		w := httptest.NewRecorder()
		newTest(service, "0123456789abcdef").ServeHTTP(w, q)
		require.Contains(t, []int{200, 202, 301, 303, 307, 400, 401, 403, 404, 405, 409, 410, 413, 415, 421, 422, 503}, w.Code)
		if auth != "Bearer 0123456789abcdef" {
			require.Nil(t, service.label.Load())
			require.False(t, service.paused.Load())
		}
	})
}
