/*
 * eventsource: a browser's EventSource for Node, which can also send a token
 * in a header.  It comes back by itself, with Last-Event-ID.
 */
"use strict";

module.exports = ({load, url}, on) => {
	const EventSource = load("eventsource");
	let source;
	return {
		connect: (path, headers) => new Promise((resolve, reject) => {
			source = new EventSource(url + path, {headers});
			source.onopen = () => {
				source.onopen = on.resumed;
				resolve();
			};
			source.onerror = (error) => {
				if (source.readyState === EventSource.CLOSED)
					reject({status: error.status});
			};
			source.onmessage = (event) => on.message({
				id: event.lastEventId, data: event.data});
		}),
		close: () => source.close(),
	};
};
