package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"dateline/newsroom"
	"dateline/web"
)

// metering says who may read the metrics. They tell how much is published and to
// how many, so they are nobody's by default. A connection from this machine proves
// nothing: behind a proxy every reader's is one.
type metering struct {
	listen string // an address of its own; empty: none
	token  string // asked for as "Authorization: Bearer"; empty: the site's own address doesn't serve them
}

// metricsOf writes how a newsroom and the program are, in Prometheus's format.
func metricsOf(room *newsroom.Newsroom) http.Handler {
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(room.Metrics(), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(metrics, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
}

// asking lets through whoever sends the token.
func (m metering) asking(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare([]byte(strings.TrimSpace(token)), []byte(m.token)) != 1 {
			w.Header().Set("WWW-Authenticate", `Bearer realm="metrics"`)
			http.Error(w, "Send the token of --metrics-token as “Authorization: Bearer TOKEN”.", http.StatusUnauthorized)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// serve serves the metrics at the address of their own until ctx ends. Whoever
// reaches that address may read them, unless there is a token as well.
func (m metering) serve(ctx context.Context, room func() *newsroom.Newsroom, log *slog.Logger) error {
	if m.listen == "" {
		return nil
	}
	listener, err := net.Listen("tcp", m.listen)
	if err != nil {
		return fmt.Errorf("listening on %s: %w; name another address with --metrics-listen", m.listen, err)
	}
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { metricsOf(room()).ServeHTTP(w, r) })
	if m.token != "" {
		h = m.asking(h)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", h)
	server := &http.Server{Handler: web.Headed(false, mux), ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	context.AfterFunc(ctx, func() { server.Close() })
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("serving metrics", "error", err)
		}
	}()
	log.Info("serving metrics", "address", "http://"+listener.Addr().String()+"/metrics")
	return nil
}
