export const POST = ({ locals, request, getClientAddress }) => locals.relais.signInSecond(request, getClientAddress())
