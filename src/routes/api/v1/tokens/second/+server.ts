export const POST = ({ locals, request, getClientAddress }) => locals.relais.takeTokensSecond(request, getClientAddress())
