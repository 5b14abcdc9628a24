package putio

import (
	"net/http"
	"sync/atomic"

	wire "enginespec/codec/putio"
)

type transfer struct {
	ID, Content wire.ID
}
type subscription struct{}
type liveTransfers struct{}
type queue struct{ load atomic.Bool }

func newQueue(s *Server) *queue     { return &queue{} }
func (q *queue) resume()            {}
func (q *queue) promote(a *account) {}

type feeds struct{}

func newFeeds(s *Server) *feeds { return &feeds{} }
func (f *feeds) run()           {}

func (s *Server) serveContent(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }
func serveIcon(w http.ResponseWriter, r *http.Request)                { http.NotFound(w, r) }

func (c *call) filesSearch(p *wire.FilesSearch) (wire.Results, error) { return new(wire.Items), nil }
func (c *call) transfersList() (wire.Results, error)                  { return new(wire.Transfers), nil }
func (c *call) transfersAdd(p *wire.TransfersAdd) (wire.Results, error) {
	return new(wire.Transfers), nil
}
func (c *call) transfersCancel(p *wire.TransfersCancel) (wire.Results, error) {
	return new(wire.Transfers), nil
}
func (c *call) urlsAnalyze(p *wire.URLsAnalyze) (wire.Results, error) { return new(wire.Analysis), nil }
func (c *call) urlsExtracturls(p *wire.URLsExtracturls) (wire.Results, error) {
	return new(wire.ExtractedURLs), nil
}
func (c *call) subscriptionsList() (wire.Results, error) { return new(wire.Subscriptions), nil }
func (c *call) subscriptionsCreate(p *wire.SubscriptionsCreate) (wire.Results, error) {
	return new(wire.Subscriptions), nil
}
func (c *call) subscriptionsEdit(p *wire.SubscriptionsEdit) (wire.Results, error) {
	return new(wire.Subscriptions), nil
}
func (c *call) subscriptionsDelete(p *wire.SubscriptionsDelete) (wire.Results, error) {
	return new(wire.Subscriptions), nil
}
func (c *call) subscriptionsPause(p *wire.SubscriptionsPause) (wire.Results, error) {
	return new(wire.Subscriptions), nil
}
func (c *call) subscriptionsInfo(p *wire.SubscriptionsInfo) (wire.Results, error) {
	return new(wire.Subscriptions), nil
}
