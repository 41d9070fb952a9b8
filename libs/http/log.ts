import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { pino, type Logger } from 'pino';
import { withoutChild } from './house-errors.ts';
import { logLines, type LogLines } from './log-lines.ts';
import { correlationOf } from './request-ids.ts';

/** A log in JSON lines on stderr. It never holds bodies, addresses with child ids, or texts about people. */
export function openLog(name: string, level: string, lines: LogLines = logLines()): Logger {
  return pino({ name, level, base: { name, pid: process.pid }, serializers: { error: said } }, lines);
}

/** What an error said of a stream is told without the child whose it is. */
function said(error: unknown): unknown {
  return typeof error === 'string' ? withoutChild(error) : error;
}

/** One line a request: refusals as information, failures as errors, the rest only where debugging is asked for. */
export function logRequests(fastify: FastifyInstance, log: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const status = reply.statusCode;
    const level = status >= 500 ? 'error' : status >= 400 ? 'info' : 'debug';
    if (log.isLevelEnabled(level)) {
      const { id, method, routeOptions } = request;
      const correlation = correlationOf(request);
      log[level](
        {
          request: id,
          ...(correlation !== undefined && { correlation }),
          method,
          route: routeOptions.url,
          status,
          ms: Math.round(reply.elapsedTime),
        },
        'answered',
      );
    }
    done();
  });
}

/** Nest's own messages, through the same log. Its start-up chatter is for debugging. */
export function nestLog(log: Logger): LoggerService {
  const said = (message: unknown): string => (message instanceof Error ? message.name : String(message));
  return {
    log: (message: unknown) => {
      log.debug(said(message));
    },
    error: (message: unknown) => {
      log.error({ ...(message instanceof Error && { stack: placesIn(message) }) }, said(message));
    },
    warn: (message: unknown) => {
      log.warn(said(message));
    },
  };
}

/** Where in the code an error was thrown: finds a defect, and unlike the message never quotes what was posted. */
export function placesIn(error: Error): string[] {
  return (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
}
