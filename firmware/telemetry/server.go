package telemetry

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"edgetune/firmware/telemetry/page"
)

// Options say what a server shows and to whom.
type Options struct {
	Service Service
	Live    *Live
	Token   func() string // "": none is asked for, on loopback alone; may change while the server runs
	Hosts   []string      // names, beside IP addresses and localhost, under which it may be asked for
	Streams int           // listeners of /api/live at a time; 0: 8
	Log     *slog.Logger
}

// Server answers requests.
type Server struct {
	o       Options
	handler http.Handler
	set     *metrics.Set
}

// Limits of every request.
const (
	mostBody    = 4 << 10
	mostHeader  = 8 << 10
	mostConns   = 64
	mostStreams = 8
	headerTime  = 5 * time.Second
	requestTime = 10 * time.Second
	idleTime    = 60 * time.Second
	goodbyeTime = 2 * time.Second
)

// New makes a server; it listens to nothing yet.
func New(o Options) *Server {
	if o.Streams == 0 {
		o.Streams = mostStreams
	}
	if o.Token == nil {
		o.Token = func() string { return "" }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{o: o, set: metrics.NewSet()}
	mux := http.NewServeMux()
	mux.Handle("GET /", page.Handler())
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /metrics", s.metrics)
	mux.HandleFunc("GET /api/state", s.state)
	mux.HandleFunc("GET /api/live", s.live)
	mux.HandleFunc("POST /api/label", s.label)
	mux.HandleFunc("POST /api/rollback", s.rollback)
	mux.HandleFunc("POST /api/pause", s.pause(true))
	mux.HandleFunc("POST /api/resume", s.pause(false))
	open := http.NewServeMux()
	open.HandleFunc("GET /login", s.login)
	open.Handle("/", s.needToken(mux))
	s.handler = s.guard(open)
	return s
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Serve answers on l until ctx is done, then takes leave of those who are connected.
// It closes l.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	h := &http.Server{
		Handler: s, ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, WriteTimeout: requestTime, IdleTimeout: idleTime,
		MaxHeaderBytes: mostHeader, BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog: slog.NewLogLogger(s.o.Log.Handler(), slog.LevelDebug),
	}
	done := make(chan error, 1)
	go func() { done <- h.Serve(limitConns(l, mostConns)) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbyeTime)
	defer cancel()
	err := h.Shutdown(late)
	if errors.Is(err, context.DeadlineExceeded) {
		err = h.Close()
	}
	if e := <-done; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// Loopback reports whether only this machine can reach an address like "127.0.0.1:8080".
func Loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
