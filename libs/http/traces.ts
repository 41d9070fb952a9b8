import { context, propagation, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * A span for each request, going on with the caller's trace where it sends one (W3C trace context). It is named by the
 * route's pattern, never by the address, which names a child; that is why OpenTelemetry's own instrumentation of HTTP is
 * not used. Without an OpenTelemetry SDK in the process (tools/telemetry.ts) it does nothing.
 */
export function traceRequests(fastify: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { method, routeOptions, headers, id } = request;
    const parent = propagation.extract(context.active(), headers);
    const span = trace.getTracer('waymark').startSpan(
      `${method} ${routeOptions.url ?? 'none'}`,
      {
        kind: SpanKind.SERVER,
        attributes: { 'http.request.method': method, 'http.route': routeOptions.url ?? 'none', 'waymark.request': id },
      },
      parent,
    );
    if (!span.isRecording()) {
      done();
      return;
    }
    spans.set(request, span);
    context.with(trace.setSpan(parent, span), done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}
