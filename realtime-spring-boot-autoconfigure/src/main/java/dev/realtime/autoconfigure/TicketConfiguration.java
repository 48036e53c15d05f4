package dev.realtime.autoconfigure;

import java.security.SecureRandom;
import java.time.Clock;

import dev.realtime.RealtimeAuthenticator;
import dev.realtime.local.LocalTicketStore;
import dev.realtime.security.RateLimiter;
import dev.realtime.security.RateLimiters;
import dev.realtime.security.TicketIssuer;
import dev.realtime.security.TicketRealtimeAuthenticator;
import dev.realtime.security.TicketStore;
import dev.realtime.security.Tickets;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * One-time tickets, kept by the engine of many nodes or else in the heap.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OnTickets.class)
final class TicketConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TicketStore realtimeTicketStore(RealtimeProperties properties) {
		return new LocalTicketStore(properties.getTickets().getTtl(), Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean
	Tickets realtimeTickets(TicketStore store) {
		return new Tickets(store, new SecureRandom(), Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean
	TicketIssuer realtimeTicketIssuer(RealtimeAuthenticator authenticator, Tickets tickets,
			RealtimeProperties properties) {
		RealtimeServerProperties.Tickets settings = properties.getTickets();
		RateLimiters limiters = new RateLimiters(
				() -> new RateLimiter(settings.getRatePerSecond(), settings.getBurst(), System::nanoTime));
		return new TicketIssuer(authenticator, tickets, settings.getTtl(), limiters);
	}

	/**
	 * Let tickets in where there are any.
	 * @param authenticator decides on those who bring none
	 * @param tickets the tickets, if any
	 * @return an authenticator for streams
	 */
	static RealtimeAuthenticator withTickets(RealtimeAuthenticator authenticator, ObjectProvider<Tickets> tickets) {
		Tickets available = tickets.getIfAvailable();
		return (available != null) ? new TicketRealtimeAuthenticator(available, authenticator) : authenticator;
	}

}
