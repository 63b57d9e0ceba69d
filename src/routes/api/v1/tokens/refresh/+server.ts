export const POST = ({ locals, request, getClientAddress }) => locals.relais.refreshTokens(request, getClientAddress())
