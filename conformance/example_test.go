package conformance_test

import (
	"testing"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ts"
)

// An engine's own go test runs the suite against the engine: one subtest a case, so that
//
//	go test -run 'TestEngine/ts/handshake'
//
// selects as the command does. What is not applicable is skipped with its reason.
func ExampleTest() {
	// In engine_test.go it is called TestEngine.
	testEngine := func(t *testing.T) {
		target, err := conformance.ParseTarget("tcp://127.0.0.1:62062")
		if err != nil {
			t.Fatal(err)
		}
		target.Features = conformance.Features{"live": true, "ads": false} // the others are probed
		conformance.Test(t, ts.Suite(), conformance.Config{Target: target, Role: codec.Engine, Profile: "ts/modern"})
	}
	_ = testEngine
	// Output:
}

// A client is a command that is started once for each case, with the address of an
// engine to meet: another one each time, that cuts its lines, answers late, or goes away.
func ExampleTest_controller() {
	testClient := func(t *testing.T) {
		target, err := conformance.ExecDialer("./player --host {host} --port {port} {torrent}")
		if err != nil {
			t.Fatal(err)
		}
		conformance.Test(t, ts.Suite(), conformance.Config{Target: target, Role: codec.Controller})
	}
	_ = testClient
	// Output:
}
