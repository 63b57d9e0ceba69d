export const POST = ({ locals, request }) => locals.relais.askProvider(request)
